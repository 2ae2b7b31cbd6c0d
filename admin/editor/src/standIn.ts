// A server for tests, with which nothing happens; each test says what it is about.

import type { Opened, Server } from "./server";

export const OPENED: Opened = {
  revision: 1, document: { name: "parks", languages: ["en"], start: "a", nodes: { a: { kind: "end" } } },
  cards: {}, names: {}, problems: [], kinds: [], frame: [], offers: {}, languages: [], language: "en", mayEdit: true, token: "t",
};
export const CHIP = { words: "Draft", tone: "" };

export const STAND_IN: Server = {
  table: "",
  open: async () => OPENED,
  look: async () => ({ cards: {}, names: {}, problems: [] }),
  save: async () => ({ is: "away" }),
  keep: async () => ({ text: "" }),
  meet: async () => ({ others: [], revision: 1, chip: CHIP }),
  mend: async () => null,
  post: async () => new Response(),
  numbers: async () => ({ period: "", periods: [], nodes: {} }),
  compare: async () => ({ live: 0, spots: [] }),
};

import { expect, test } from "vitest";
import type { FlowDocument } from "../document";
import type { Kind } from "../kinds";
import { drawn } from "./graph";

const MENU: Kind = {
  name: "menu", title: "Menu", help: "", first: true, waits: true, collects: false, fresh: { kind: "menu" },
  ways: [{ id: "gave_up", label: "Gave up", needed: false }], routing: ["options"], rooms: {},
  pieces: [{ key: "text", title: "Words", help: "", form: "texts", widget: "", required: true }],
};
const FLOW: FlowDocument = {
  name: "parks", languages: ["en"], start: "a", defaults: { gave_up: "b" },
  nodes: {
    a: { kind: "menu", text: { en: "Hello" }, options: [{ id: "on", label: { en: "On" } }, { id: "off" }], exits: { on: "b" } },
    b: { kind: "menu", text: { en: "There" }, options: [{ id: "back" }], exits: { back: "a" } },
  },
};
const LOOKS = { kinds: new Map([["menu", MENU]]), cards: {}, problems: [], language: "en", chosen: [] };

const card = (document: FlowDocument, id: string) => drawn(document, LOOKS, undefined).nodes.find((node) => node.id === id)?.data;

test("a card shows its options as ways out, those that lead nowhere as loose", () => {
  expect(card(FLOW, "a")?.ways.map(({ label, to, isLoose }) => [label, to, isLoose])).toEqual([
    ["On", "b", false],
    ["off", undefined, true],
  ]);
});

test("a way back is said on the card, and drawn while its card is chosen", () => {
  expect(card(FLOW, "b")?.ways).toMatchObject([{ id: "back", to: "a", isSaid: true }]);
  expect(drawn(FLOW, LOOKS, undefined).edges.map((line) => line.id)).toEqual(["a on"]);
  const chosen = drawn(FLOW, { ...LOOKS, chosen: ["b"] }, undefined);
  expect(chosen.edges.map((line) => line.id)).toEqual(["a on", "b back"]);
});

test("typing on one card leaves the others and the lines as they were", () => {
  const before = drawn(FLOW, LOOKS, undefined);
  const typed = { ...FLOW, nodes: { ...FLOW.nodes, a: { ...FLOW.nodes["a"], kind: "menu", text: { en: "Hello you" } } } };
  const after = drawn(typed, LOOKS, before);
  expect(after.nodes[0]).not.toBe(before.nodes[0]);
  expect(after.nodes[1]).toBe(before.nodes[1]);
  expect(after.edges).toBe(before.edges);
});

test("words that are code stay words", () => {
  const hostile = { ...FLOW, nodes: { ...FLOW.nodes, a: { kind: "menu", text: { en: "<img onerror=x>" }, options: [null, 7, "x"] } } };
  expect(card(hostile, "a")).toMatchObject({ words: "<img onerror=x>", ways: [] });
});

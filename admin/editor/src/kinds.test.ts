import { expect, test } from "vitest";
import type { FlowDocument } from "./document";
import { type Kind, called, textsIn } from "./kinds";

const SAY: Kind = {
  name: "message", title: "Say", help: "", first: true, waits: false, collects: false, fresh: { kind: "message" },
  ways: [], routing: [], rooms: {}, pieces: [{ key: "text", title: "Words", help: "", form: "texts", widget: "", required: true }],
};
const FLOW: FlowDocument = {
  name: "parks", languages: ["en", "zh-Hant"], start: "a",
  nodes: { a: { kind: "message", text: { en: "Call {{ department.telephone }}", "zh-Hant": "致電" } }, b: { kind: "message" }, c: { kind: "message" } },
};
const SEEN = {
  document: FLOW, kinds: new Map([["message", SAY]]), language: "en",
  cards: { c: { ways: [], known: [], words: { en: "From a template" } } }, names: { "department.telephone": "the telephone" },
};

test.each([
  ["a", "Say · Call [the telephone]"],
  ["b", "Say · b"],
  ["c", "Say · From a template"],
  ["gone", "gone"],
])("%s is called %s", (id, name) => {
  expect(called(id, SEEN)).toBe(name);
});

test("texts are counted by language", () => {
  expect([...textsIn(FLOW, SEEN.kinds)]).toEqual([["en", 1], ["zh-Hant", 1]]);
});

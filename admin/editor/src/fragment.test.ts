import { expect, test } from "vitest";
import type { FlowDocument } from "./document";
import { copied, pasted, read } from "./fragment";

const FLOW: FlowDocument = {
  name: "parks",
  languages: ["en"],
  start: "menu1",
  nodes: {
    menu1: { kind: "menu", exits: { a: "message1", b: "done" } },
    message1: { kind: "message", exits: { next: "menu1" } },
    done: { kind: "end" },
  },
};

test("copies have ids of their own and keep the ways between them", () => {
  const nodes = read(copied(FLOW, ["menu1", "message1"])) ?? {};
  const { document, made } = pasted(FLOW, nodes);
  expect(made).toEqual(["menu2", "message2"]);
  expect(document.nodes["menu2"]?.exits).toEqual({ a: "message2", b: "done" });
  expect(document.nodes["message2"]?.exits).toEqual({ next: "menu2" });
});

test("ways to what another flow does not have are left behind", () => {
  const other: FlowDocument = { ...FLOW, nodes: { hello: { kind: "end" } } };
  const { document } = pasted(other, read(copied(FLOW, ["menu1"])) ?? {});
  expect(document.nodes["menu1"]?.exits).toEqual({});
});

test.each(["", "words", "{}", "[]", '{"sampan":"nodes"}', "null"])("%j is nothing to paste", (text) => {
  expect(read(text)).toBeUndefined();
});

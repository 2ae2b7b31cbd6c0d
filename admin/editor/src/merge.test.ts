import { describe, expect, test } from "vitest";
import type { FlowDocument } from "./document";
import { merged, same } from "./merge";

const BASE: FlowDocument = {
  name: "parks",
  languages: ["en"],
  start: "a",
  nodes: { a: { kind: "message", text: { en: "one" } }, b: { kind: "end" } },
};

function with_(nodes: FlowDocument["nodes"], more: object = {}): FlowDocument {
  return { ...BASE, ...more, nodes: { ...BASE.nodes, ...nodes } };
}

describe("two people's edits", () => {
  test("of different steps are both kept", () => {
    const mine = with_({ a: { kind: "message", text: { en: "mine" } } });
    const theirs = with_({ c: { kind: "end" } }, { expires: "5d" });
    const { document, clashes } = merged(BASE, mine, theirs);
    expect(clashes).toEqual([]);
    expect(document.nodes["a"]).toEqual(mine.nodes["a"]);
    expect(document.nodes["c"]).toEqual({ kind: "end" });
    expect(document["expires"]).toBe("5d");
  });

  test("of one step clash, and mine is shown", () => {
    const mine = with_({ a: { kind: "message", text: { en: "mine" } } });
    const theirs = with_({ a: { kind: "message", text: { en: "theirs" } } });
    const { document, clashes } = merged(BASE, mine, theirs);
    expect(clashes).toEqual(["nodes.a"]);
    expect(document.nodes["a"]).toEqual(mine.nodes["a"]);
  });

  test("what one removed and the other left alone is gone", () => {
    const { b: _, ...nodes } = BASE.nodes;
    expect(merged(BASE, { ...BASE, nodes }, with_({})).document.nodes).toEqual(nodes);
    expect(merged(BASE, with_({}), { ...BASE, nodes }).document.nodes).toEqual(nodes);
  });

  test("the same edit twice is one", () => {
    const both = with_({ b: { kind: "message" } });
    expect(merged(BASE, both, structuredClone(both)).clashes).toEqual([]);
  });
});

test.each([
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [[1], { 0: 1 }, false],
  [null, {}, false],
  ["x", "x", true],
])("%j and %j are the same: %s", (one, two, wanted) => {
  expect(same(one, two)).toBe(wanted);
});

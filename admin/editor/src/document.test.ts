import { describe, expect, test } from "vitest";
import { type FlowDocument, connect, insert, remove, unused, withValue } from "./document";

const FLOW: FlowDocument = {
  name: "parks",
  languages: ["zh-Hant", "en"],
  start: "hello",
  safe: "sorry",
  triggers: [{ by: "anything" }, { by: "link", code: "TREE", at: "ask" }],
  defaults: { other: "sorry" },
  nodes: {
    hello: { kind: "message", exits: { next: "ask" } },
    ask: { kind: "menu", exits: { a: "done", b: "sorry" } },
    sorry: { kind: "message", exits: { next: "done" } },
    done: { kind: "end" },
  },
  layout: { ask: [1, 2] },
};

test("an id is the first that is free", () => {
  expect(unused("menu", {})).toBe("menu1");
  expect(unused("menu", { menu1: 0, menu2: 0 })).toBe("menu3");
});

describe("connecting", () => {
  test("leads an exit elsewhere, or nowhere", () => {
    expect(connect(FLOW, { node: "ask", exit: "a" }, "hello").nodes["ask"]?.exits).toEqual({ a: "hello", b: "sorry" });
    expect(connect(FLOW, { node: "ask", exit: "a" }, undefined).nodes["ask"]?.exits).toEqual({ b: "sorry" });
  });

  test("leaves the document as it was", () => {
    const before = structuredClone(FLOW);
    connect(FLOW, { node: "ask", exit: "a" }, "hello");
    expect(FLOW).toEqual(before);
  });
});

describe("inserting", () => {
  test("goes on to where the exit led", () => {
    const made = insert(FLOW, "message1", { kind: "message" }, { node: "hello", exit: "next" }, "next");
    expect(made.nodes["hello"]?.exits).toEqual({ next: "message1" });
    expect(made.nodes["message1"]).toEqual({ kind: "message", exits: { next: "ask" } });
  });

  test("stands alone without a place", () => {
    const made = insert(FLOW, "end1", { kind: "end" }, undefined, undefined);
    expect(made.nodes["end1"]).toEqual({ kind: "end" });
  });

  test("of what leads nowhere ends the way", () => {
    const made = insert(FLOW, "end1", { kind: "end" }, { node: "hello", exit: "next" }, undefined);
    expect(made.nodes["end1"]).toEqual({ kind: "end" });
  });
});

describe("removing", () => {
  test("heals the line where there was one way on", () => {
    expect(remove(FLOW, ["sorry"]).nodes["ask"]?.exits).toEqual({ a: "done", b: "done" });
  });

  test("leaves exits open where there were several", () => {
    expect(remove(FLOW, ["ask"]).nodes["hello"]?.exits).toEqual({});
  });

  test("forgets every mention", () => {
    const made = remove(FLOW, ["sorry", "ask"]);
    expect(made.safe).toBeUndefined();
    expect(made.defaults).toEqual({});
    expect(made.triggers?.[1]).toEqual({ by: "link", code: "TREE" });
    expect(made.layout).toEqual({});
  });

  test("does not remove the start", () => {
    expect(remove(FLOW, ["hello"])).toBe(FLOW);
  });

  test("of a circle ends", () => {
    const circle: FlowDocument = {
      ...FLOW,
      nodes: {
        hello: { kind: "message", exits: { next: "a" } },
        a: { kind: "message", exits: { next: "b" } },
        b: { kind: "message", exits: { next: "a" } },
      },
    };
    expect(remove(circle, ["a", "b"]).nodes).toEqual({ hello: { kind: "message", exits: {} } });
  });
});

test.each([
  [{ a: [{ b: 1 }] }, ["a", 0, "b"], 2, { a: [{ b: 2 }] }],
  [{ a: 1 }, ["b", "c"], "x", { a: 1, b: { c: "x" } }],
  [{ a: 1, b: 2 }, ["a"], undefined, { b: 2 }],
])("a value at a path: %j %j", (value, path, set, made) => {
  expect(withValue(value as object, path, set)).toEqual(made);
});

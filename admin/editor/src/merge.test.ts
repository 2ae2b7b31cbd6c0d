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
    expect(clashes).toEqual([["nodes", "a", "text", "en"]]);
    expect(document.nodes["a"]).toEqual(mine.nodes["a"]);
  });

  test("what one removed and the other left alone is gone", () => {
    const { b: _, ...nodes } = BASE.nodes;
    expect(merged(BASE, { ...BASE, nodes }, with_({})).document.nodes).toEqual(nodes);
    expect(merged(BASE, with_({}), { ...BASE, nodes }).document.nodes).toEqual(nodes);
  });

  test("of two languages of one text are both kept", () => {
    const mine = with_({ a: { kind: "message", text: { en: "one", "zh-Hant": "一" } } });
    const theirs = with_({ a: { kind: "message", text: { en: "won" } } });
    const { document, clashes } = merged(BASE, mine, theirs);
    expect(clashes).toEqual([]);
    expect(document.nodes["a"]?.["text"]).toEqual({ en: "won", "zh-Hant": "一" });
  });

  test("of the options of one menu are put together item by item", () => {
    const menu = (...options: object[]) => with_({ m: { kind: "menu", options } });
    const [one, two, three] = [{ id: "x", label: { en: "X" } }, { id: "y" }, { id: "z" }];
    const base = menu(one, two);
    const mine = menu(one, two, three);
    const theirs = menu(two, { id: "x", label: { en: "Ex" } });
    const { document, clashes } = merged(base, mine, theirs);
    expect(clashes).toEqual([]);
    expect(document.nodes["m"]?.["options"]).toEqual([two, { id: "x", label: { en: "Ex" } }, three]);
  });

  test("of one option clash as the list, so that theirs can be taken", () => {
    const menu = (en: string) => with_({ m: { kind: "menu", options: [{ id: "x", label: { en } }] } });
    expect(merged(menu("a"), menu("b"), menu("c")).clashes).toEqual([["nodes", "m", "options"]]);
  });

  test("that are new steps of one id are two steps, each named as its author meant", () => {
    const mine = with_(
      { a: { kind: "message", text: { en: "{{ answers.form1.n }}" }, exits: { next: "form1" } }, form1: { kind: "form" } },
      { layout: { form1: [1, 2] }, defaults: { gave_up: "form1" } },
    );
    const theirs = with_({ form1: { kind: "form", fields: [] } });
    const { document, clashes, names } = merged(BASE, mine, theirs);
    expect(clashes).toEqual([]);
    expect([...names]).toEqual([["form1", "form2"]]);
    expect(document.nodes["form1"]).toEqual({ kind: "form", fields: [] });
    expect(document.nodes["form2"]).toEqual({ kind: "form" });
    expect(document.nodes["a"]).toEqual({ kind: "message", text: { en: "{{ answers.form2.n }}" }, exits: { next: "form2" } });
    expect(document).toMatchObject({ layout: { form2: [1, 2] }, defaults: { gave_up: "form2" } });
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

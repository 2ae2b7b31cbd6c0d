import { beforeEach, expect, test, vi } from "vitest";
import { drawer, left } from "./drawer";

const KEPT = { base: { name: "p", languages: [], start: "a", nodes: {} }, document: { name: "p", languages: [], start: "a", nodes: { a: { kind: "end" } } } };
let held: string[];

beforeEach(() => {
  held = [];
  const inside: Record<string, unknown> = {};
  const hidden = (key: string, value: unknown) => Object.defineProperty(inside, key, { value, enumerable: false });
  hidden("setItem", (key: string, value: string) => { inside[key] = value; });
  hidden("getItem", (key: string) => inside[key] ?? null);
  hidden("removeItem", (key: string) => { delete inside[key]; });
  vi.stubGlobal("localStorage", inside);
  vi.stubGlobal("navigator", { locks: { request: (name: string) => { held.push(name); }, query: async () => ({ held: held.map((name) => ({ name })) }) } });
});

test("the drawer of a page that is open is left alone", async () => {
  drawer("flow 3 of 7").keep(KEPT);
  expect((await left("flow 3 of 7")).kept).toEqual([]);
});

test("the drawer of a page that is gone is emptied once", async () => {
  drawer("flow 3 of 7").keep(KEPT);
  held = [];
  const found = await left("flow 3 of 7");
  expect(found.kept).toEqual([KEPT]);
  found.done();
  expect((await left("flow 3 of 7")).kept).toEqual([]);
});

test("nobody finds what another person or another flow has kept", async () => {
  drawer("flow 3 of 7").keep(KEPT);
  held = [];
  expect((await left("flow 3 of 77")).kept).toEqual([]);
  expect((await left("flow 4 of 7")).kept).toEqual([]);
});

test("what cannot be read or kept stops nobody", async () => {
  localStorage.setItem("flow 3 of 7 1-1", "{");
  expect((await left("flow 3 of 7")).kept).toEqual([]);
  vi.stubGlobal("localStorage", { setItem: () => { throw new Error("full"); } });
  expect(() => drawer("flow 3 of 7").keep(KEPT)).not.toThrow();
  vi.stubGlobal("localStorage", undefined);
  expect((await left("flow 3 of 7")).kept).toEqual([]);
});

import { expect, test } from "vitest";
import type { Played } from "./played";
import { talking } from "./talk";

const PLAYED: Played = {
  turns: [], stopped: { step: 1, text: "“Tree” was never offered" }, now: "", language: "en", node: "",
  inside: "", known: [], waits: [], answers: [],
};

test("deeds follow one another, and the last can be taken back", () => {
  const use = talking();
  use.getState().take({ words: "hi" });
  use.getState().take({ later: "1d" });
  use.getState().back();
  expect(use.getState().steps).toEqual([{ words: "hi" }]);
});

test("what could not be done any more gives way to the next deed", () => {
  const use = talking();
  use.getState().begin(use.getState().cast, [{ words: "hi" }, { tap: "Tree" }, { words: "3" }]);
  use.getState().came(PLAYED);
  use.getState().take({ tap: "Trees" });
  expect(use.getState().steps).toEqual([{ words: "hi" }, { tap: "Trees" }]);
});

test("a draft that cannot be played leaves the last talk in sight", () => {
  const use = talking();
  use.getState().came(PLAYED);
  use.getState().came({ faults: [{ path: "nodes.a", text: "This is missing." }] });
  expect(use.getState().played).toBe(PLAYED);
  expect(use.getState().faults).toHaveLength(1);
});

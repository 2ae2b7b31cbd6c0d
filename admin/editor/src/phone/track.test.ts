import { expect, test } from "vitest";
import type { Played } from "./played";
import { trackOf } from "./track";

const TURN = { sampled: false, at: "2026-11-23T12:00:00+08:00", said: [], asides: [], answers: [] };
const PLAYED: Played = {
  turns: [
    { ...TURN, step: 0, did: { words: "hi" }, path: [["welcome", ""]] },
    { ...TURN, step: 1, did: { tap: "Tree" }, path: [["welcome", "tree"], ["note", ""], ["note", "next"], ["report", ""]] },
  ],
  stopped: null, now: "", language: "en", node: "report", inside: "", known: [], waits: [], answers: [],
};

test("the way is every card that was entered and every line that was gone along", () => {
  const track = trackOf(PLAYED);
  expect([...track.nodes]).toEqual(["welcome", "note", "report"]);
  expect([...track.lines]).toEqual(["welcome tree", "note next"]);
  expect(track.here).toBe("report");
});

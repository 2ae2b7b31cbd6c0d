import { expect, test } from "vitest";
import { ANYBODY, type Deed, answered, deedOf, sent } from "./deeds";

const FAILED: Deed = { reply: { outcome: "failed", data: {} } };
const OK: Deed = { reply: { outcome: "ok", data: { name: "East" } } };

test("what was not chosen is not sent", () => {
  expect(sent(ANYBODY, [])).toEqual({ contact: {}, steps: [] });
  const cast = { persona: "named", language: "en", contact: { name: "Alex" }, begins: "2026-11-23T09:30", desk: true };
  expect(sent(cast, [{ words: "hi" }])).toEqual({
    language: "en", contact: { name: "Alex" }, begins: "2026-11-23 09:30", desk: true, steps: [{ words: "hi" }],
  });
});

test("a stored step becomes its deed, whatever it expects", () => {
  expect(deedOf({ tap: "Tree", says: "Where?", at: "report" })).toEqual({ tap: "Tree" });
  expect(deedOf({ silence: true, ends: true })).toEqual({ silence: true });
});

test("another answer comes in the place of a sample's, and the talk goes on after it", () => {
  const steps: Deed[] = [{ words: "hi" }, { words: "East" }, { words: "thanks" }];
  const turns = [
    { step: 0, sampled: false, did: steps[0] as Deed },
    { step: 1, sampled: false, did: steps[1] as Deed },
    { step: 1, sampled: true, did: OK },
    { step: 1, sampled: true, did: OK },
    { step: 2, sampled: false, did: steps[2] as Deed },
  ];
  expect(answered(steps, turns, 2, FAILED)).toEqual([steps[0], steps[1], FAILED, steps[2]]);
  expect(answered(steps, turns, 3, FAILED)).toEqual([steps[0], steps[1], OK, FAILED, steps[2]]);
});

test("an answer given by hand is replaced", () => {
  const steps: Deed[] = [{ words: "hi" }, FAILED, { words: "thanks" }];
  const turns = steps.map((did, step) => ({ step, sampled: false, did }));
  expect(answered(steps, turns, 1, OK)).toEqual([{ words: "hi" }, OK, { words: "thanks" }]);
});

import { expect, test } from "vitest";
import type { FlowDocument } from "./document";
import { NO_HISTORY, edited, redone, undone } from "./history";

const flow = (name: string): FlowDocument => ({ name, languages: ["en"], start: "a", nodes: {} });
const [one, two, three] = [flow("one"), flow("two"), flow("three")];

test("what was edited is undone and done again", () => {
  const history = edited(edited(NO_HISTORY, one, "", 0), two, "", 0);
  const [before, behind] = undone(history, three) ?? [];
  expect(before).toBe(two);
  const [after] = redone(behind ?? NO_HISTORY, two) ?? [];
  expect(after).toBe(three);
});

test("typing in one place is one step, until one pauses", () => {
  const typing = edited(edited(NO_HISTORY, one, "hello text", 0), two, "hello text", 900);
  expect(typing.past).toEqual([one]);
  expect(edited(typing, three, "hello text", 9000).past).toEqual([one, three]);
  expect(edited(typing, three, "other text", 1000).past).toEqual([one, three]);
});

test("a new edit forgets what was undone", () => {
  const [, behind] = undone(edited(NO_HISTORY, one, "", 0), two) ?? [];
  expect(redone(edited(behind ?? NO_HISTORY, one, "", 1), three)).toBeUndefined();
});

test("there is nothing to undo at the beginning", () => {
  expect(undone(NO_HISTORY, one)).toBeUndefined();
});

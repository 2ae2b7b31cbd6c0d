import { expect, test } from "vitest";
import { type Spot, marks } from "./spots";

const line = (language: string) => ({ text: "Text", language, before: "a", after: "b" });
const SPOTS: Spot[] = [
  { node: "fresh", place: "Fresh", what: "added", lines: [line("")] },
  { node: "gone", place: "Gone", what: "removed", lines: [line("")] },
  { node: "words", place: "Words", what: "changed", lines: [line("en")] },
  { node: "ways", place: "Ways", what: "changed", lines: [line("en"), line("")] },
];

test("cards are marked by what differs in the language that is shown", () => {
  expect(marks(SPOTS, "en")).toEqual({ fresh: "added", gone: "removed", words: "changed", ways: "changed" });
  expect(marks(SPOTS, "zh-Hant")).toEqual({ fresh: "added", gone: "removed", ways: "changed" });
});

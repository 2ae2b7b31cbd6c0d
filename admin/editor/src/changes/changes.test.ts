import { expect, test } from "vitest";
import { showChip } from "../chip";
import { type Changes, spotsIn, tonguesOf } from "./changes";

const CHANGES: Changes = {
  live: 2,
  spots: [
    { node: "hours", place: "“Open” (Say)", what: "changed", lines: [
      { text: "Words", language: "en", before: "Open", after: "Shut" },
      { text: "Words", language: "zh-Hant", before: "開", after: "關" },
    ] },
    { node: "thanks", place: "“Thanks” (Say)", what: "changed", lines: [
      { text: "Words", language: "zh-Hant", before: "", after: "多謝" },
    ] },
    { node: "more", place: "“More” (Say)", what: "added", lines: [{ text: "is new", language: "", before: "", after: "" }] },
  ],
};

test("one language's differences leave out other languages' words, and nothing else", () => {
  expect(spotsIn(CHANGES, "").map((spot) => spot.node)).toEqual(["hours", "thanks", "more"]);
  const english = spotsIn(CHANGES, "en");
  expect(english.map((spot) => spot.node)).toEqual(["hours", "more"]);
  expect(english[0]?.lines).toEqual([{ text: "Words", language: "en", before: "Open", after: "Shut" }]);
});

test("the languages to choose from are those in which words differ, in the flow's order", () => {
  const languages: [string, string][] = [["zh-Hant", "繁體中文"], ["en", "English"], ["zh-Hans", "简体中文"]];
  expect(tonguesOf(CHANGES, languages).map(([tag]) => tag)).toEqual(["zh-Hant", "en"]);
});

test("the stage above the canvas follows what was saved, and a page without one stays as it is", () => {
  const tag = { textContent: "Approved", className: "tag tag-good" };
  const page = (found: unknown) => ({ querySelector: () => found }) as unknown as ParentNode;
  showChip({ words: "Draft", tone: "" }, page(tag));
  expect(tag).toEqual({ textContent: "Draft", className: "tag" });
  showChip({ words: "In review", tone: "info" }, page(tag));
  expect(tag).toEqual({ textContent: "In review", className: "tag tag-info" });
  expect(() => showChip({ words: "Draft", tone: "" }, page(null))).not.toThrow();
});

import { expect, test } from "vitest";
import { isTree, storedOf, treeOf } from "./rules";

test.each([
  { answer: "report.blocked", is: "road" },
  { answer: "age", between: [1, 6] },
  { contact: "language", in: ["en", "zh-Hant"] },
  { value: "today", after: "2026-01-01" },
  { is_set: "contact.warning" },
  { answer: "name", is_set: false },
  { all: [{ answer: "n", more_than: 3 }, { is_set: "contact.name" }] },
  { any: [{ answer: "a", is_not: "x" }, { result: "look.office", contains: "Sha Tin" }] },
  { not: { is_set: "contact.name" } },
  { not: { any: [{ answer: "a", is: "x" }, { answer: "b", is: "y" }] } },
  { not: { all: [{ answer: "a", is: "x" }, { answer: "b", is: "y" }] } },
  { all: [{ answer: "n", is: 1 }, { any: [{ answer: "a", is: "x" }, { not: { is_set: "contact.name" } }] }] },
  { any: [{ all: [{ answer: "a", is: "x" }] }] },
])("%j is shown and stored as it was", (stored) => {
  const tree = treeOf(stored);
  expect(tree && storedOf(tree)).toEqual(stored);
});

test("a group within a rule keeps its one row, so that it does not vanish while one builds it", () => {
  const tree = treeOf({ all: [{ answer: "a", is: "x" }, { any: [{ answer: "b", is: "y" }] }] });
  expect(tree?.parts.map(isTree)).toEqual([false, true]);
});

test("what is no comparison is left to the step's page", () => {
  expect(treeOf({ all: [{ likes: "cats" }] })).toBeUndefined();
  expect(treeOf({ not: { all: [{ likes: "cats" }] } })).toBeUndefined();
});

import { expect, test } from "vitest";
import { rowsOf, storedOf } from "./RuleField";

test.each([
  { answer: "report.blocked", is: "road" },
  { answer: "age", between: [1, 6] },
  { contact: "language", in: ["en", "zh-Hant"] },
  { value: "today", after: "2026-01-01" },
  { is_set: "contact.warning" },
  { answer: "name", is_set: false },
  { all: [{ answer: "n", more_than: 3 }, { is_set: "contact.name" }] },
  { any: [{ answer: "a", is_not: "x" }, { result: "look.office", contains: "Sha Tin" }] },
])("%j is shown as rows and stored as it was", (stored) => {
  const rows = rowsOf(stored);
  expect(rows && storedOf(rows, "any" in stored ? "any" : "all")).toEqual(stored);
});

test.each([{ not: { is_set: "a" } }, { all: [{ any: [] }] }])("%j has rules within rules", (stored) => {
  expect(rowsOf(stored)).toBeUndefined();
});

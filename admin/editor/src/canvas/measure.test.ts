import { expect, test } from "vitest";
import { PLACEHOLDER, sizeOf } from "./measure";

test("what is put into words is known by its name", () => {
  const words = "Call {{ department.telephone }} or {{- contact.name | default: '–' }}, {{x}}.";
  expect(words.split(PLACEHOLDER)).toEqual(["Call ", "department.telephone", " or ", "contact.name", ", ", "x", "."]);
});

test.each(["{{", "{{ a b", "{{}}", "{{ | }}", "{ a }"])("%j stays as it is", (words) => {
  expect(words.split(PLACEHOLDER)).toEqual([words]);
});

test.each(["{", "{{a", "{{ ", "{{a "])("a page full of %j is measured at once", (words) => {
  const begun = performance.now();
  sizeOf(words.repeat(4096), 1);
  expect(performance.now() - begun).toBeLessThan(500);
});

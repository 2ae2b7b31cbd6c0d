import { describe, expect, test } from "vitest";
import { type Graph, arranged } from "./layout";

function graph(edges: Record<string, string[]>, roots = ["a"]): Graph {
  return {
    sizes: new Map(Object.keys(edges).map((id) => [id, { width: 100, height: 50 }])),
    edges: new Map(Object.entries(edges)),
    roots,
  };
}

describe("cards", () => {
  test("stand right of everything that leads to them", () => {
    const places = arranged(graph({ a: ["b", "d"], b: ["c"], c: ["d"], d: [] }));
    const across = (id: string) => places.get(id)?.[0] ?? Number.NaN;
    expect(across("a")).toBeLessThan(across("b"));
    expect(across("b")).toBeLessThan(across("c"));
    expect(across("c")).toBeLessThan(across("d"));
  });

  test("never lie upon each other", () => {
    const edges: Record<string, string[]> = {};
    for (let number = 0; number < 60; number += 1) {
      edges[`n${number}`] = [1, 2, 7].map((step) => `n${(number * step + 3) % 60}`);
    }
    const places = [...arranged(graph(edges, ["n0"])).values()];
    for (const [place, [x, y]] of places.entries()) {
      for (const [left, top] of places.slice(place + 1)) {
        expect(Math.abs(x - left) >= 100 || Math.abs(y - top) >= 50).toBe(true);
      }
    }
  });

  test("are all placed, circles and what nothing leads to as well", () => {
    const places = arranged(graph({ a: ["b"], b: ["a"], lost: ["lost"], alone: [] }));
    expect([...places.keys()].sort()).toEqual(["a", "alone", "b", "lost"]);
    expect([...places.values()].flat().every(Number.isFinite)).toBe(true);
  });

  test("stand where they stood when it is laid out again", () => {
    const made = graph({ a: ["b", "c"], b: ["d"], c: ["d"], d: ["a"] });
    expect(arranged(made)).toEqual(arranged(made));
  });
});

import { describe, expect, it } from "vitest";
import { type Count, type Numbers, drawn, isEmpty, share, stopped, width, written } from "./numbers";

const count = (more: Partial<Count> = {}): Count => ({
  visits: 10, exits: { tree: 6, silence: 2 }, left: 9, silent: 2, away: 1, waiting: 1, ...more,
});
const numbers = (nodes: Record<string, Count>): Numbers => ({ period: "7", periods: [["7", "7 days"]], nodes });

describe("numbers", () => {
  it("count as stopped who got no further: no reply, or something else", () => {
    expect(stopped(count())).toBe(3);
  });

  it("give a share of those who left, and none where nobody has", () => {
    expect(share(6, count())).toBe(67);
    expect(share(0, count({ left: 0, exits: {} }))).toBeUndefined();
  });

  it("are empty where nobody came and nobody left, even if somebody waits there", () => {
    expect(isEmpty(numbers({}))).toBe(true);
    expect(isEmpty(numbers({ a: count({ visits: 0, left: 0, exits: {} }) }))).toBe(true);
    expect(isEmpty(numbers({ a: count() }))).toBe(false);
  });

  it("draw the busiest way widest, and one that nobody took thinnest", () => {
    const all = drawn(numbers({ a: count(), b: count({ exits: { next: 600 } }) }));
    expect(width(600, all)).toBe(7);
    expect(width(0, all)).toBe(1.2);
    expect(width(6, all)).toBeGreaterThan(width(2, all));
    expect(width(0, drawn(numbers({})))).toBe(1.2);
  });

  it("are written as people write them", () => {
    expect(written(1204)).toBe("1,204");
  });
});

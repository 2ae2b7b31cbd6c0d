// What came of the flow, as the server counted it, and what the canvas shows of it.

import { createContext, useContext } from "react";

/** What happened at one node in the period; `waiting` stand there at this moment. */
export interface Count {
  visits: number;
  exits: Record<string, number>;
  left: number;
  silent: number;
  away: number;
  waiting: number;
}

export interface Numbers {
  period: string;
  periods: [string, string][];
  nodes: Record<string, Count>;
}

/** As the canvas draws them: `most` is what the busiest way took. */
export interface Drawn extends Numbers {
  most: number;
}

/** The numbers while they are switched on; undefined while they are not, or not here yet. */
export const NumbersContext = createContext<Drawn | undefined>(undefined);

export function drawn(numbers: Numbers): Drawn {
  const taken = Object.values(numbers.nodes).flatMap((count) => Object.values(count.exits));
  return { ...numbers, most: taken.reduce((most, times) => Math.max(most, times), 1) };
}

export function useCount(node: string): Count | undefined {
  return useContext(NumbersContext)?.nodes[node];
}

export function stopped(count: Count): number {
  return count.silent + count.away;
}

/** In percent of all who left; undefined where nobody has. */
export function share(times: number, count: Count): number | undefined {
  return count.left > 0 ? Math.round((100 * times) / count.left) : undefined;
}

export function isEmpty(numbers: Numbers): boolean {
  return Object.values(numbers.nodes).every((count) => count.visits + count.left === 0);
}

const THINNEST = 1.2;
const THICKEST = 7;

/** How wide the line of an exit is drawn: by its part of the most that one exit took anywhere. */
export function width(times: number, numbers: Drawn): number {
  return THINNEST + (THICKEST - THINNEST) * Math.sqrt(times / numbers.most);
}

const PLAIN = new Intl.NumberFormat(globalThis.document?.documentElement.lang || "en");

export function written(times: number): string {
  return PLAIN.format(times);
}

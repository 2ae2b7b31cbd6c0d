// What the fields of a panel share.

import { createContext, useContext } from "react";
import type { Problem } from "../kinds";

export interface Bench {
  /** How long texts may become, by path with `[]` for any item. */
  rooms: Record<string, number>;
  /** What the gate says of the node. */
  problems: Problem[];
  /** The exits there are; a new item's id is none of them. */
  taken: string[];
}

export const BenchContext = createContext<Bench | undefined>(undefined);

export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error("There is no panel around this field.");
  return bench;
}

export type Path = readonly (string | number)[];
/** Takes the new value of a field (undefined takes it out), and the place that was typed in. */
export type SetValue = (value: unknown, at: string) => void;

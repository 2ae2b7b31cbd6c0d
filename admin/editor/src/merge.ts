// Two people edited from one beginning: what each changed, put together where they do not touch.

import type { FlowDocument } from "./document";

export interface Merged {
  document: FlowDocument;
  /** What both changed, each in another way: the keys of the flow, and `nodes.<id>`. Mine is kept. */
  clashes: string[];
}

/** `mine` with what `theirs` changed since `base`. */
export function merged(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument): Merged {
  const clashes: string[] = [];
  const made = together(base, mine, theirs, (key) => clashes.push(key), ["nodes"]);
  made.nodes = together(base.nodes, mine.nodes, theirs.nodes, (id) => clashes.push(`nodes.${id}`));
  return { document: made as FlowDocument, clashes };
}

function together(
  base: Record<string, unknown>,
  mine: Record<string, unknown>,
  theirs: Record<string, unknown>,
  clash: (key: string) => void,
  skipped: string[] = [],
): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    if (skipped.includes(key)) continue;
    const iChanged = !same(base[key], mine[key]);
    const theyChanged = !same(base[key], theirs[key]);
    if (iChanged && theyChanged && !same(mine[key], theirs[key]) && key !== "layout") clash(key);
    const kept = iChanged || !theyChanged ? mine[key] : theirs[key];
    if (kept !== undefined) made[key] = kept;
  }
  return made;
}

/** Whether two stored values are the same, whatever the order of their keys. */
export function same(one: unknown, two: unknown): boolean {
  if (one === two) return true;
  if (one === null || two === null || typeof one !== "object" || typeof two !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(two)) return false;
  const left = one as Record<string, unknown>;
  const right = two as Record<string, unknown>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => same(left[key], right[key]));
}

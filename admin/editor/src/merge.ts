// Two people edited from one beginning: what each changed, put together where they do not touch.

import { type FlowDocument, renamed, unused } from "./document";

export type Path = readonly string[];

export interface Merged {
  document: FlowDocument;
  /** What both changed, each in another way, as paths into the document. Mine is kept. */
  clashes: Path[];
  /** Steps of mine that had to take another id, as theirs has the same: from the old to the new. */
  names: ReadonlyMap<string, string>;
}

interface Sides {
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

/** `mine` with what `theirs` changed since `base`. */
export function merged(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument): Merged {
  const names = new Map<string, string>();
  for (const id of Object.keys(mine.nodes)) {
    if (id in base.nodes || !(id in theirs.nodes) || same(mine.nodes[id], theirs.nodes[id])) continue;
    const taken = { ...base.nodes, ...mine.nodes, ...theirs.nodes };
    names.set(id, unused(id.replace(/\d+$/, ""), { ...taken, ...Object.fromEntries([...names.values()].map((name) => [name, true])) }));
  }
  const clashes: Path[] = [];
  const document = together({ base, mine: renamed(mine, names), theirs }, [], clashes) as FlowDocument;
  return { document, clashes, names };
}

/** What came of one value: the side that changed it, or both together where they can be. */
function together({ base, mine, theirs }: Sides, path: Path, clashes: Path[]): unknown {
  if (same(base, mine)) return theirs;
  if (same(base, theirs) || same(mine, theirs)) return mine;
  if (isRecord(base) && isRecord(mine) && isRecord(theirs)) {
    return records({ base, mine, theirs }, path, clashes);
  }
  const lists = [base, mine, theirs].map(byId);
  if (lists.every((list) => list !== undefined)) {
    return ordered(lists as [Items, Items, Items], path, clashes);
  }
  // Where a card stands is not worth a question.
  if (path[0] !== "layout") clashes.push(path);
  return mine;
}

type Fields = Record<string, unknown>;

function records({ base, mine, theirs }: { base: Fields; mine: Fields; theirs: Fields }, path: Path, clashes: Path[]): Fields {
  const made: [string, unknown][] = [];
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const kept = together({ base: base[key], mine: mine[key], theirs: theirs[key] }, [...path, key], clashes);
    if (kept !== undefined) made.push([key, kept]);
  }
  return Object.fromEntries(made);
}

type Items = Map<string, unknown>;

/** A list whose items have ids: each item by itself, in the order of whoever changed the order. */
function ordered([base, mine, theirs]: [Items, Items, Items], path: Path, clashes: Path[]): unknown[] {
  const found: Path[] = [];
  const made = new Map<string, unknown>();
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const kept = together({ base: base.get(id), mine: mine.get(id), theirs: theirs.get(id) }, [...path, id], found);
    if (kept !== undefined) made.set(id, kept);
  }
  if (found.length > 0) clashes.push(path);
  const kept = (list: Items) => [...list.keys()].filter((id) => base.has(id) && mine.has(id) && theirs.has(id));
  const [first, then] = same(kept(mine), kept(base)) ? [theirs, mine] : [mine, theirs];
  return [...new Set([...first.keys(), ...then.keys()])].filter((id) => made.has(id)).map((id) => made.get(id));
}

function byId(value: unknown): Items | undefined {
  if (!Array.isArray(value)) return undefined;
  const made: Items = new Map(value.map((item) => [isRecord(item) ? String(item["id"]) : "", item]));
  return made.size === value.length && !made.has("") && !made.has("undefined") ? made : undefined;
}

function isRecord(value: unknown): value is Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether two stored values are the same, whatever the order of their keys. */
export function same(one: unknown, two: unknown): boolean {
  if (one === two) return true;
  if (one === null || two === null || typeof one !== "object" || typeof two !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(two)) return false;
  const left = one as Fields;
  const right = two as Fields;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && same(left[key], right[key]));
}

// A stored rule as the panel edits it: comparisons, and groups of which all, any or none must hold.

import { numberIn } from "./typing";

type Stored = Record<string, unknown>;

export type How = "all" | "any" | "none";

export interface Row {
  path: string;
  how: string;
  value: string;
}

export interface Tree {
  how: How;
  parts: Part[];
}

export type Part = Row | Tree;

export const HOWS = ["is", "is_not", "in", "contains", "less_than", "more_than", "between", "before", "after", "is_set", "is_not_set"];
const ROOTS: Record<string, string> = { answers: "answer", contact: "contact", result: "result" };

export function isTree(part: Part): part is Tree {
  return "parts" in part;
}

/** The rule as a group; nothing where it holds what no comparison is. */
export function treeOf(stored: Stored): Tree | undefined {
  if (Object.keys(stored).length === 0) return { how: "all", parts: [] };
  const group = groupOf(stored);
  if (group) return group === "unread" ? undefined : group;
  const row = rowOf(stored);
  return row && { how: "all", parts: [row] };
}

function groupOf(stored: Stored): Tree | "unread" | undefined {
  if ("not" in stored) {
    const inner = stored["not"] as Stored;
    return gathered("none", "any" in inner ? (inner["any"] as Stored[]) : [inner]);
  }
  const how = "all" in stored ? "all" : "any" in stored ? "any" : undefined;
  return how && gathered(how, stored[how] as Stored[]);
}

function gathered(how: How, stored: readonly Stored[]): Tree | "unread" {
  const parts: Part[] = [];
  for (const one of stored) {
    const part = groupOf(one) ?? rowOf(one);
    if (part === undefined || part === "unread") return "unread";
    parts.push(part);
  }
  return { how, parts };
}

function rowOf(stored: Stored): Row | undefined {
  if (typeof stored["is_set"] === "string") return { path: stored["is_set"], how: "is_set", value: "" };
  const [root, subject] = Object.entries({ ...ROOTS, "": "value" }).find(([, key]) => key in stored) ?? [];
  const how = HOWS.find((key) => key in stored);
  if (subject === undefined || how === undefined) return undefined;
  const path = root ? `${root}.${stored[subject]}` : String(stored[subject]);
  if (how === "is_set") return { path, how: stored["is_set"] === false ? "is_not_set" : "is_set", value: "" };
  const value = stored[how];
  return { path, how, value: Array.isArray(value) ? value.join(", ") : String(value) };
}

/** As it is stored: a single comparison stands by itself, a group within keeps its name. */
export function storedOf({ how, parts }: Tree): Stored {
  const [only] = parts;
  return how !== "none" && parts.length === 1 && only && !isTree(only) ? comparison(only) : group({ how, parts });
}

function group({ how, parts }: Tree): Stored {
  const made = parts.map((part) => (isTree(part) ? group(part) : comparison(part)));
  if (how !== "none") return { [how]: made };
  return { not: made.length === 1 ? made[0] : { any: made } };
}

function comparison({ path, how, value }: Row): Stored {
  const [root = "", ...rest] = path.split(".");
  const subject = ROOTS[root] && rest.length > 0 ? { [ROOTS[root]]: rest.join(".") } : { value: path };
  if (how === "is_set") return { is_set: path };
  if (how === "is_not_set") return { ...subject, is_set: false };
  const parts = value.split(/[,、，;；\n]/).map((part) => part.trim()).filter(Boolean);
  if (how === "in") return { ...subject, in: parts.map(plain) };
  if (how === "between") return { ...subject, between: parts.map(Number).slice(0, 2) };
  if (how === "less_than" || how === "more_than") return { ...subject, [how]: numberIn(value) ?? 0 };
  return { ...subject, [how]: how === "before" || how === "after" ? value : plain(value) };
}

function plain(value: string): string | number {
  return /^[+-]?\d{1,15}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
}

// Undo and redo: the documents before and after the present one.

import type { FlowDocument } from "./document";

const MOST = 200;
const ONE_EDIT = 1500; // milliseconds; typing within them in one place is one edit

export interface History {
  past: FlowDocument[];
  future: FlowDocument[];
  /** What was edited last and when, so that typing a word is one step to undo. */
  last: { what: string; at: number } | undefined;
}

export const NO_HISTORY: History = { past: [], future: [], last: undefined };

/** The history after `before` was edited; `what` names the place where it is one of typing. */
export function edited(history: History, before: FlowDocument, what: string, at: number): History {
  const { last } = history;
  const goesOn = what !== "" && last?.what === what && at - last.at < ONE_EDIT;
  const past = goesOn ? history.past : [...history.past, before].slice(-MOST);
  return { past, future: [], last: { what, at } };
}

/** The document before `now`, and the history from there; nothing when there is none. */
export function undone(history: History, now: FlowDocument): [FlowDocument, History] | undefined {
  const before = history.past.at(-1);
  if (!before) return undefined;
  return [before, { past: history.past.slice(0, -1), future: [now, ...history.future], last: undefined }];
}

/** The document that was undone last, and the history from there. */
export function redone(history: History, now: FlowDocument): [FlowDocument, History] | undefined {
  const [after, ...future] = history.future;
  if (!after) return undefined;
  return [after, { past: [...history.past, now], future, last: undefined }];
}

// What differs between the draft and what is live, as the server tells it, and the cards marked by it.

import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { CardNode } from "../canvas/graph";
import { useEditor } from "../context";
import type { Server } from "../server";

/** One difference: `before` and `after` are words, where only words differ. */
export interface Line {
  text: string;
  language: string;
  before: string;
  after: string;
}

/** A step that differs; the flow itself where `node` is empty. */
export interface Spot {
  node: string;
  place: string;
  what: "added" | "changed" | "removed";
  lines: Line[];
}

export interface Changes {
  /** The number of the live version; 0 where nothing is live. */
  live: number;
  spots: Spot[];
}

export interface Comparing {
  isOn: boolean;
  changes: Changes | undefined;
  failed: boolean;
  toggle: () => void;
}

const ASKED = "#changes"; // a link from the review opens the canvas so
const AFTER_TYPING = 400; // milliseconds

/** The differences of the document of now, asked for while they are switched on. */
export function useComparing(server: Server): Comparing {
  const document = useEditor((editor) => editor.document);
  const [isOn, setOn] = useState(() => location.hash === ASKED);
  const [changes, setChanges] = useState<Changes>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      server.compare(document, stop.signal).then(
        (found) => {
          setChanges((before) => found ?? before); // what is no flow now keeps the marks from before
          setFailed(false);
        },
        () => stop.signal.aborted || setFailed(true),
      );
    }, AFTER_TYPING);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [server, document, isOn]);
  const toggle = useCallback(() => setOn((before) => !before), []);
  return { isOn, changes: isOn ? changes : undefined, failed: isOn && failed, toggle };
}

/** The spots, without the words of other languages than this; all of them where it is empty. */
export function spotsIn(changes: Changes, language: string): Spot[] {
  if (!language) return changes.spots;
  return changes.spots
    .map((spot) => ({ ...spot, lines: spot.lines.filter((line) => !line.language || line.language === language) }))
    .filter((spot) => spot.lines.length > 0);
}

/** The languages in which words differ, in the order of `languages`. */
export function tonguesOf(changes: Changes, languages: readonly [string, string][]): [string, string][] {
  const said = new Set(changes.spots.flatMap((spot) => spot.lines.map((line) => line.language)));
  return languages.filter(([tag]) => said.has(tag));
}

/** How each step is marked; undefined while the differences are not shown. */
export const MarksContext = createContext<ReadonlyMap<string, Spot["what"]> | undefined>(undefined);

export function useMarks(changes: Changes | undefined) {
  return useMemo(() => changes && new Map(changes.spots.map((spot) => [spot.node, spot.what])), [changes]);
}

/** Cards, those that differ marked; the others are the same as before. */
export function useMarked(nodes: CardNode[]): CardNode[] {
  const marks = useContext(MarksContext);
  return useMemo(() => {
    if (!marks) return nodes;
    return nodes.map((node) => (marks.has(node.id) ? { ...node, className: `differs is-${marks.get(node.id)}` } : node));
  }, [nodes, marks]);
}

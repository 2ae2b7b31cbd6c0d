// The draft on the canvas: what is edited, what is chosen, and how it stands with the server.

import { create } from "zustand";
import { type FlowDocument, type Place, type Stored, insert, remove, unused } from "./document";
import { pasted } from "./fragment";
import { type History, NO_HISTORY, edited, redone, undone } from "./history";
import type { Card, Kind, Piece, Problem } from "./kinds";
import { merged, same } from "./merge";
import type { Spot, Stage } from "./review/spots";
import type { Fault, Opened, Saved, Server } from "./server";

export type Standing =
  | "saved" | "unsaved" | "saving" | "away" | "refused" | "signedOut" | "merged" | "clash" | "reading";

/** Stands for the flow itself where a node would be named. */
export const FLOW = "@flow";

export interface Editor {
  document: FlowDocument;
  /** What the server has, as far as this page knows. */
  stored: FlowDocument;
  revision: number;
  history: History;
  cards: Record<string, Card>;
  problems: Problem[];
  faults: Fault[];
  /** What differs from the live version, whether cards show it, and how the draft stands in review. */
  changes: Spot[];
  marked: boolean;
  stage: Stage;
  kinds: Map<string, Kind>;
  frame: Piece[];
  offers: Record<string, [string, string][]>;
  languages: [string, string][];
  language: string;
  mayEdit: boolean;
  standing: Standing;
  clashes: string[];
  chosen: string[];
  /** The node whose panel is open, and the place in it to go to. */
  open: string | undefined;
  goTo: string;

  edit(change: (document: FlowDocument) => FlowDocument, what?: string): void;
  add(kind: Kind, at: Place | undefined): string;
  take(ids: string[]): void;
  paste(nodes: Record<string, Stored>): void;
  undo(): void;
  redo(): void;
  choose(ids: string[]): void;
  show(node: string | undefined, goTo?: string): void;
  speak(language: string): void;
  mark(marked: boolean): void;
  looked(document: FlowDocument, found: Pick<Opened, "cards" | "problems" | "changes" | "stage">): void;
  refused(faults: Fault[]): void;
  save(server: Server): Promise<void>;
}

export type UseEditor = ReturnType<typeof editor>;

/** The editor of what the server has opened; `kept` is work that an earlier page could not save. */
export function editor(opened: Opened, kept?: FlowDocument) {
  return create<Editor>()((set, get) => ({
    document: kept ?? opened.document,
    stored: opened.document,
    revision: opened.revision,
    history: NO_HISTORY,
    cards: opened.cards,
    problems: opened.problems,
    faults: [],
    changes: opened.changes,
    marked: false,
    stage: opened.stage,
    kinds: new Map(opened.kinds.map((kind) => [kind.name, kind])),
    frame: opened.frame,
    offers: opened.offers,
    languages: opened.languages,
    language: opened.language,
    mayEdit: opened.mayEdit,
    standing: opened.mayEdit ? (kept ? "unsaved" : "saved") : "reading",
    clashes: [],
    chosen: [],
    open: undefined,
    goTo: "",

    edit(change, what = "") {
      const { document, history, mayEdit } = get();
      const made = mayEdit ? change(document) : document;
      if (made === document) return;
      set({ document: made, history: edited(history, document, what, Date.now()), standing: "unsaved" });
    },

    add(kind, at) {
      const { document } = get();
      const id = unused(kind.name, document.nodes);
      const node = withSource(structuredClone(kind.fresh), kind.pieces, document, get().kinds);
      const onward = kind.ways[0]?.id;
      get().edit((before) => insert(before, id, node, at, onward));
      set({ chosen: [id], open: id, goTo: "" });
      return id;
    },

    take(ids) {
      get().edit((document) => remove(document, ids));
      const { document, open } = get();
      set({ chosen: [], ...shut(document, open) });
    },

    paste(nodes) {
      const { document, made } = pasted(get().document, nodes);
      get().edit(() => document);
      set({ chosen: made });
    },

    undo() {
      const { document, history } = get();
      const found = undone(history, document);
      if (found) set({ document: found[0], history: found[1], standing: "unsaved", ...closed(found[0], get()) });
    },

    redo() {
      const { document, history } = get();
      const found = redone(history, document);
      if (found) set({ document: found[0], history: found[1], standing: "unsaved", ...closed(found[0], get()) });
    },

    choose(ids) {
      if (!same(ids, get().chosen)) set({ chosen: ids });
    },

    show(node, goTo = "") {
      set({ open: node, goTo, ...(node ? { chosen: node === FLOW ? [] : [node] } : {}) });
    },

    speak(language) {
      set({ language });
    },

    mark(marked) {
      set({ marked });
    },

    looked(document, { cards, problems, changes, stage }) {
      if (document === get().document) set({ cards, problems, changes, stage, faults: [] });
    },

    refused(faults) {
      set({ faults });
    },

    async save(server) {
      const { document, stored, revision } = get();
      if (same(document, stored)) {
        set({ standing: "saved" });
        return;
      }
      set({ standing: "saving" });
      set(settled(await server.save(document, revision), document, get()));
    },
  }));
}

/** What an answer to saving `sent` changes; what was typed meanwhile stays and is saved next. */
function settled(answer: Saved, sent: FlowDocument, now: Editor): Partial<Editor> {
  const more = now.document !== sent;
  switch (answer.is) {
    case "saved":
      return { stored: sent, revision: answer.revision, standing: more ? "unsaved" : "saved" };
    case "stale": {
      const { document, clashes } = merged(now.stored, now.document, answer.document);
      const base = { stored: answer.document, revision: answer.revision };
      return { ...base, document, clashes, standing: clashes.length > 0 ? "clash" : "merged" };
    }
    case "refused":
      return { faults: answer.faults, standing: "refused" };
    default:
      return { standing: answer.is };
  }
}

function closed(document: FlowDocument, { open, chosen }: Editor): Partial<Editor> {
  const left = chosen.filter((id) => document.nodes[id]);
  return { chosen: left, ...shut(document, open) };
}

/** A panel whose node is gone is closed. */
function shut(document: FlowDocument, open: string | undefined): Partial<Editor> {
  return open && open !== FLOW && !document.nodes[open] ? { open: undefined } : {};
}

/** A new node that draws on another begins with the last one that collects answers. */
function withSource(
  node: Stored,
  pieces: readonly Piece[],
  document: FlowDocument,
  kinds: ReadonlyMap<string, Kind>,
): Stored {
  const wanted = pieces.filter((piece) => piece.form === "node" && piece.required);
  const source = Object.keys(document.nodes).findLast((id) => kinds.get(document.nodes[id]?.kind ?? "")?.collects);
  for (const piece of wanted) node[piece.key] = source ?? document.start;
  return node;
}

// The draft on the canvas: what is edited, what is chosen, and how it stands with the server.

import { create } from "zustand";
import { type FlowDocument, type Place, type Stored, insert, remove, unused, valueAt, withValue } from "./document";
import { pasted } from "./fragment";
import { type History, NO_HISTORY, edited, redone, undone } from "./history";
import { type Card, type Kind, type Piece, type Problem, newItem, ways } from "./kinds";
import { type Path, merged, same } from "./merge";
import { type Kept, joined } from "./drawer";
import type { Chip, Fault, Opened, Saved, Server } from "./server";

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
  /** What staff call what texts can name, by its path. */
  names: Record<string, string>;
  problems: Problem[];
  faults: Fault[];
  kinds: Map<string, Kind>;
  frame: Piece[];
  offers: Record<string, [string, string][]>;
  languages: [string, string][];
  language: string;
  mayEdit: boolean;
  standing: Standing;
  /** What the server may have stored, though its answer never came. */
  sent: FlowDocument | undefined;
  clashes: Path[];
  chosen: string[];
  /** The node whose panel is open, and the place in it to go to. */
  open: string | undefined;
  goTo: GoTo;
  /** A line that is chosen instead of cards, by the exit that it comes from. */
  line: Place | undefined;
  /** What was done last that cannot be seen otherwise: the key of a sentence. */
  notice: string;
  /** The names of those who edit this flow, too. */
  others: string[];
  /** At what stage the draft is, once the server has said more of it than the page. */
  chip: Chip | undefined;

  edit(change: (document: FlowDocument) => FlowDocument, what?: string): void;
  add(kind: Kind, at: Place | undefined): string;
  take(ids: string[]): void;
  paste(nodes: Record<string, Stored>): void;
  undo(): void;
  redo(): void;
  choose(ids: string[]): void;
  show(node: string | undefined, goTo?: string): void;
  pick(line: Place): void;
  /** Learn who else is here, and with what they have saved. */
  meet(server: Server): Promise<void>;
  /** Let the server mend a problem in what is here, as an edit like any other. */
  mend(server: Server, problem: Problem): Promise<void>;
  /** Something more to choose from, as a file that was added. */
  offer(noun: string, one: [string, string]): void;
  speak(language: string): void;
  looked(document: FlowDocument, found: Found): void;
  refused(document: FlowDocument, faults: Fault[]): void;
  /** Save once; while that goes on, and while people differ, nothing else is sent. */
  save(server: Server): Promise<void>;
  /** Keep mine or take theirs wherever both changed the same. */
  settle(choice: "mine" | "theirs"): void;
}

/** What the gate has found in a document. */
type Found = Pick<Editor, "cards" | "names" | "problems">;

/** Where in a panel to go; each time it is asked for anew. */
export interface GoTo {
  path: string;
}

/** Stands for the first field of a panel. */
export const FIRST = "@first";

export type UseEditor = ReturnType<typeof editor>;

/** The editor of what the server has opened; `kept` is work that earlier pages could not save. */
export function editor(opened: Opened, kept: readonly Kept[] = []) {
  const begun = joined(opened.document, kept);
  let isSaving = false;
  const use = create<Editor>()((set, get) => ({
    document: begun.document,
    stored: opened.document,
    revision: opened.revision,
    history: NO_HISTORY,
    cards: opened.cards,
    names: opened.names,
    problems: opened.problems,
    faults: [],
    kinds: new Map(opened.kinds.map((kind) => [kind.name, kind])),
    frame: opened.frame,
    offers: opened.offers,
    languages: opened.languages,
    language: opened.language,
    mayEdit: opened.mayEdit,
    standing: !opened.mayEdit ? "reading" : begun.document === opened.document ? "saved" : unsaved(begun),
    sent: undefined,
    clashes: begun.clashes,
    chosen: [],
    open: undefined,
    goTo: { path: "" },
    line: undefined,
    notice: "",
    others: [],
    chip: undefined,

    edit(change, what = "") {
      const { document, history, mayEdit } = get();
      const made = mayEdit ? change(document) : document;
      if (made === document) return;
      set({ document: made, history: edited(history, document, what, Date.now()), standing: unsaved(get()), notice: "" });
    },

    add(kind, at) {
      const { document } = get();
      const id = unused(kind.name, document.nodes);
      const node = withItem(withSource(structuredClone(kind.fresh), kind.pieces, document, get().kinds), kind);
      const onward = ways(kind, node, undefined).find((way) => way.needed)?.id;
      get().edit((before) => insert(before, id, node, at, onward));
      set({ chosen: [id], open: id, goTo: { path: FIRST }, line: undefined });
      return id;
    },

    take(ids) {
      get().edit((document) => remove(document, ids));
      const { document, open } = get();
      set({ chosen: [], ...shut(document, open) });
    },

    paste(nodes) {
      const { document, made } = pasted(get().document, nodes);
      if (!get().mayEdit) return;
      get().edit(() => document);
      set({ chosen: made });
    },

    undo() {
      set(gone(undone, get()));
    },

    redo() {
      set(gone(redone, get()));
    },

    choose(ids) {
      if (!same(ids, get().chosen)) set({ chosen: ids, line: undefined });
    },

    show(node, goTo = "") {
      set({ open: node, goTo: { path: goTo }, line: undefined, ...(node ? { chosen: node === FLOW ? [] : [node] } : {}) });
    },

    pick(line) {
      set({ line, chosen: [] });
    },

    async meet(server) {
      const { others, revision, chip } = await server.meet();
      if (!same(others, get().others)) set({ others });
      if (!same(chip, get().chip)) set({ chip });
      // With edits of one's own, saving finds out.
      if (revision === get().revision || !SETTLED.has(get().standing)) return;
      const opened = await server.open();
      if (SETTLED.has(get().standing)) set({ ...put(opened.document, opened.revision, get()), standing: get().standing });
    },

    async mend(server, problem) {
      const { document } = get();
      try {
        const mended = await server.mend(document, problem.place);
        if (mended) get().edit((now) => merged(document, now, mended).document);
        set({ notice: mended ? "mended" : "needs_person" });
      } catch {
        set({ notice: "not_reached" });
      }
    },

    offer(noun, one) {
      const { offers } = get();
      const others = (offers[noun] ?? []).filter(([value]) => value !== one[0]);
      set({ offers: { ...offers, [noun]: [one, ...others] } });
    },

    speak(language) {
      set({ language });
    },

    looked(document, { cards, names, problems }) {
      if (document !== get().document) return;
      // What the server says again is kept as the same object, so that no card is drawn anew for it.
      const known = get().cards;
      const told = Object.entries(cards).map(([id, card]) => [id, same(card, known[id]) ? known[id] : card]);
      const made = Object.fromEntries(told) as Record<string, Card>;
      const isNew = Object.keys(known).length !== told.length || told.some(([id, card]) => known[id as string] !== card);
      set({ cards: isNew ? made : known, names: same(names, get().names) ? get().names : names, problems: same(problems, get().problems) ? get().problems : problems, faults: [] });
    },

    refused(document, faults) {
      if (document === get().document) set({ faults });
    },

    async save(server) {
      const { document, stored, revision, clashes } = get();
      if (isSaving || clashes.length > 0) return;
      if (same(document, stored)) {
        set({ standing: "saved" });
        return;
      }
      isSaving = true;
      set({ standing: "saving" });
      const answer = await server.save(document, revision);
      isSaving = false;
      set(settled(answer, document, get()));
    },

    settle(choice) {
      const { clashes, stored } = get();
      set({ clashes: [], standing: "unsaved" });
      if (choice === "mine") return;
      get().edit((document) => clashes.reduce((made, path) => withValue(made, path, valueAt(stored, path)), document));
      set(closed(get().document, get()));
    },
  }));
  use.subscribe(({ document: { languages }, frame, language }, before) => {
    if (languages === before.document.languages) return;
    use.setState({ languages: named(languages, frame), ...(languages.includes(language) ? {} : { language: languages[0] ?? language }) });
  });
  return use;
}

/** The languages of the flow with their names, which the settings' field knows. */
function named(tags: readonly string[], frame: readonly Piece[]): [string, string][] {
  const known = new Map(frame.find((piece) => piece.form === "tongues")?.choices);
  return tags.map((tag) => [tag, known.get(tag) ?? tag]);
}

/** How a draft stands that has nothing of one's own to save. */
const SETTLED = new Set<Standing>(["saved", "reading"]);

/** A choice between two people's words comes before saving. */
function unsaved({ clashes }: Pick<Editor, "clashes">): Standing {
  return clashes.length > 0 ? "clash" : "unsaved";
}

/** What an answer to saving `sent` changes; what was typed meanwhile stays and is saved next. */
function settled(answer: Saved, sent: FlowDocument, now: Editor): Partial<Editor> {
  switch (answer.is) {
    case "saved":
      return { ...stood(sent, answer.revision, now), chip: answer.chip };
    case "stale":
      // The answer to an earlier sending got lost: nobody else has saved.
      if (now.sent && same(now.sent, answer.document)) return stood(now.sent, answer.revision, now);
      return put(answer.document, answer.revision, now);
    case "refused":
      return { faults: answer.faults, standing: now.document === sent ? "refused" : "unsaved" };
    case "away":
      return { standing: "away", sent };
    default:
      return { standing: answer.is };
  }
}

function stood(stored: FlowDocument, revision: number, now: Editor): Partial<Editor> {
  const standing = now.document === stored ? "saved" : "unsaved";
  return { stored, revision, sent: undefined, standing };
}

/** What somebody else saved, put into what is here; undoing does not take it out again. */
function put(theirs: FlowDocument, revision: number, now: Editor): Partial<Editor> {
  const { document, clashes, names } = merged(now.stored, now.document, theirs);
  const before = (past: FlowDocument) => merged(now.stored, past, theirs).document;
  const name = (id: string) => names.get(id) ?? id;
  const history = { ...now.history, past: now.history.past.map(before), future: now.history.future.map(before) };
  const open = now.open && name(now.open);
  return {
    stored: theirs, revision, sent: undefined, document, clashes, history,
    standing: clashes.length > 0 ? "clash" : "merged",
    chosen: now.chosen.map(name).filter((id) => document.nodes[id]),
    open, ...shut(document, open),
  };
}

/** Back or forth in the history, where there is somewhere to go. */
function gone(step: typeof undone, now: Editor): Partial<Editor> {
  const found = step(now.history, now.document);
  if (!found) return {};
  const [document, history] = found;
  return { document, history, standing: unsaved(now), ...closed(document, now) };
}

function closed(document: FlowDocument, { open, chosen }: Editor): Partial<Editor> {
  const left = chosen.filter((id) => document.nodes[id]);
  return { chosen: left, ...shut(document, open) };
}

/** A panel whose node is gone is closed. */
function shut(document: FlowDocument, open: string | undefined): Partial<Editor> {
  return open && open !== FLOW && !document.nodes[open] ? { open: undefined } : {};
}

/** A new node that leads on by its items alone begins with one of them. */
function withItem(node: Stored, { pieces, routing, ways }: Kind): Stored {
  const list = pieces.find((piece) => routing.includes(piece.key));
  if (!list || ways.some((way) => way.needed)) return node;
  return { ...node, [list.key]: [newItem(list, ways.map((way) => way.id))] };
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

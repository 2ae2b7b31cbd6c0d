// What the server tells of every kind of node. The canvas knows no kind by name.

import { type FlowDocument, type Stored, type Texts, unused } from "./document";

export type Form =
  | "choice" | "duration" | "id" | "items" | "line" | "lines" | "node" | "number" | "pairs" | "part"
  | "rule" | "texts" | "tick" | "tongues" | "words";

export interface Piece {
  key: string;
  title: string;
  help: string;
  form: Form;
  widget: string;
  required: boolean;
  default?: unknown;
  choices?: [string, string][];
  item?: Piece[];
  part?: Piece[];
  fresh?: Record<string, unknown>;
}

export interface Way {
  id: string;
  label: string;
  needed: boolean;
  texts?: Texts;
}

export interface Kind {
  name: string;
  title: string;
  help: string;
  first: boolean;
  waits: boolean;
  collects: boolean;
  fresh: Stored;
  ways: Way[];
  /** The lists whose items are exits. */
  routing: string[];
  /** How long texts may become, by path with `[]` for any item. */
  rooms: Record<string, number>;
  pieces: Piece[];
}

/** What the server read off a node when it last looked. */
export interface Card {
  ways: Way[];
  /** What citizens read here that is written elsewhere, as the words of a template. */
  words?: Texts;
  /** What placeholders can name here: what is surely known on every way to the node. */
  known: string[];
}

export interface Problem {
  node: string;
  field: string;
  language: string;
  severity: "error" | "warning";
  code: string;
  text: string;
  /** Which finding it is, for the server. */
  place: string;
  /** Whether a machine would try to mend it. */
  mendable: boolean;
}

/** The ways out of a node as it is typed: its items that are exits, then those every such node has. */
export function ways(kind: Kind | undefined, node: Stored, card: Card | undefined): Way[] {
  if (!kind) return Object.keys(node.exits ?? {}).map((id) => ({ id, label: id, needed: false }));
  if (kind.routing.length === 0) return card?.ways ?? kind.ways;
  const items = kind.routing.flatMap((key) => itemsOf(node[key]));
  const own = items.map(({ id, label }) => ({
    id,
    label: id,
    needed: true,
    ...(label && typeof label === "object" ? { texts: label } : {}),
  }));
  const named = new Set(own.map((way) => way.id));
  return [...own, ...kind.ways.filter((way) => !named.has(way.id))];
}

interface Item {
  id: string;
  label?: Texts;
}

/** A new item of the list that `piece` edits, with an id that none of `taken` has. */
export function newItem(piece: Piece, taken: readonly string[]): Record<string, unknown> {
  const item = structuredClone(piece.fresh ?? {});
  if (!piece.item?.some((one) => one.key === "id")) return item;
  return { ...item, id: unused(piece.key.replace(/s$/, ""), Object.fromEntries(taken.map((id) => [id, true]))) };
}

/** The items of a list that have an id; whatever else was written or pasted there is none. */
export function itemsOf(value: unknown): Item[] {
  const isItem = (one: unknown): one is Item => typeof (one as Item | null)?.id === "string";
  return Array.isArray(value) ? value.filter(isItem) : [];
}

/** The words of a node that its card shows, in a language or else the flow's first. */
export function said(kind: Kind | undefined, node: Stored, language: string, document: FlowDocument, card?: Card): string {
  const own = card?.words ? [card.words] : textsOf(kind?.pieces ?? [], node);
  for (const texts of own) {
    const words = texts[language] || document.languages.map((tag) => texts[tag]).find(Boolean);
    if (words) return words;
  }
  return "";
}

const LONGEST_NAME = 40;
const PLACEHOLDERS = /\{\{-?\s*([^\s|{}]+)(?=[\s|}])[^{}]*\}\}/g;

/** What staff call a node: its kind, and the first words read there or else its id. */
export function called(id: string, { document, kinds, language, cards, names }: Seen): string {
  const node = document.nodes[id];
  if (!node) return id;
  const kind = kinds.get(node.kind);
  const spoken = said(kind, node, language, document, cards[id]);
  const words = spoken.replace(PLACEHOLDERS, (_, path: string) => `[${names[path] ?? path}]`).replace(/\s+/g, " ");
  return `${kind?.title ?? node.kind} · ${words ? words.slice(0, LONGEST_NAME) : id}`;
}

interface Seen {
  document: FlowDocument;
  kinds: ReadonlyMap<string, Kind>;
  language: string;
  cards: Readonly<Record<string, Card>>;
  names: Readonly<Record<string, string>>;
}

/** How many of the flow's texts are written in each language. */
export function textsIn(document: FlowDocument, kinds: ReadonlyMap<string, Kind>): Map<string, number> {
  const found = new Map<string, number>();
  for (const node of Object.values(document.nodes)) {
    for (const texts of textsOf(kinds.get(node.kind)?.pieces ?? [], node)) {
      for (const [tag, text] of Object.entries(texts)) if (text) found.set(tag, (found.get(tag) ?? 0) + 1);
    }
  }
  return found;
}

export function* textsOf(pieces: readonly Piece[], value: Record<string, unknown>): Generator<Texts> {
  for (const piece of pieces) {
    const found = value[piece.key];
    if (found === null || typeof found !== "object") continue;
    if (piece.form === "texts") yield found as Texts;
    if (piece.part) yield* textsOf(piece.part, found as Record<string, unknown>);
    if (piece.item && Array.isArray(found)) {
      for (const item of found) if (item) yield* textsOf(piece.item, item as Record<string, unknown>);
    }
  }
}

/** The path of a place with `[]` for any item: `options[3].label` is `options[].label`. */
export function anyItem(path: readonly (string | number)[]): string {
  return path.map((step, place) => (typeof step === "number" ? "[]" : place ? `.${step}` : step)).join("");
}

/** A path as the gate writes it: `options[3].label`. */
export function written(path: readonly (string | number)[]): string {
  return path.map((step, place) => (typeof step === "number" ? `[${step}]` : place ? `.${step}` : step)).join("");
}

// The document as what is drawn: cards with their places, and the lines between them.

import type { Edge, Node } from "@xyflow/react";
import type { FlowDocument, Stored } from "../document";
import { type Card, type Kind, type Problem, type Way, said, ways } from "../kinds";
import { type Positions, type Size, arranged } from "../layout";
import { same } from "../merge";
import { sizeOf } from "./measure";

export interface CardData extends Record<string, unknown> {
  id: string;
  kind: string;
  title: string;
  words: string;
  ways: Shown[];
  errors: number;
  warnings: number;
  /** The first of its problems that a machine can mend. */
  mendable: Problem | undefined;
  isStart: boolean;
}

export interface Shown {
  id: string;
  label: string;
  isLoose: boolean;
  /** Where it leads. */
  to: string | undefined;
  /** It leads back, or nowhere near: said in words instead of by a line across the whole flow. */
  isSaid: boolean;
}

export type CardNode = Node<CardData, "card">;

export interface Drawn {
  nodes: CardNode[];
  edges: Edge[];
  /** What was read off the nodes, and where they stand, to be used again. */
  read: ReadonlyMap<string, Read>;
  around: readonly unknown[];
  layout: Layout;
}

/** What a card takes from its node alone. */
interface Read {
  node: Stored;
  card: Card | undefined;
  words: string;
  ways: Shown[];
  size: Size;
  targets: string[];
}

interface Layout {
  sizes: ReadonlyMap<string, Size>;
  edges: ReadonlyMap<string, readonly string[]>;
  roots: readonly string[];
  places: Positions;
}

interface Looks {
  kinds: ReadonlyMap<string, Kind>;
  cards: Record<string, Card>;
  problems: readonly Problem[];
  language: string;
  chosen: readonly string[];
}

/** Cards and lines of `document`; what did not change keeps its identity from `before`. */
export function drawn(document: FlowDocument, looks: Looks, before: Drawn | undefined): Drawn {
  const counts = counted(looks.problems);
  const mendable = new Map(looks.problems.filter((one) => one.mendable).map((one) => [one.node, one]).reverse() as [string, Problem][]);
  const chosen = new Set(looks.chosen);
  const data = new Map<string, CardData>();
  const sizes = new Map<string, Size>();
  const edges = new Map<string, string[]>();
  const lines: Edge[] = [];
  const { read, around } = readAll(document, looks, before);
  for (const [id, { node, words, ways, size, targets }] of read) {
    data.set(id, {
      id,
      kind: node.kind,
      title: looks.kinds.get(node.kind)?.title ?? node.kind,
      words,
      ways: ways.map((way) => ({ ...way })),
      errors: counts.get(`${id} error`) ?? 0,
      warnings: counts.get(`${id} warning`) ?? 0,
      mendable: mendable.get(id),
      isStart: id === document.start,
    });
    sizes.set(id, size);
    edges.set(id, targets);
  }
  const old = new Map(before?.nodes.map((node) => [node.id, node]));
  const roots = [document.start, ...(document.triggers ?? []).flatMap(({ at }) => at ?? [])];
  const layout = laidOut({ sizes, edges, roots }, before?.layout);
  const at = (id: string) => document.layout?.[id] ?? layout.places.get(id) ?? [0, 0];
  for (const { id, ways } of data.values()) {
    for (const way of ways) {
      if (way.to === undefined) continue;
      way.isSaid = at(way.to)[0] <= at(id)[0] && !chosen.has(id);
      if (!way.isSaid) lines.push({ id: `${id} ${way.id}`, source: id, sourceHandle: way.id, target: way.to, type: "way", ariaRole: "group", ariaLabel: `${id} → ${way.to}` });
    }
  }
  return {
    nodes: [...data.values()].map((card) => placed(card, at(card.id), sizes, chosen, old.get(card.id))),
    edges: kept(lines, before?.edges),
    read,
    around,
    layout,
  };
}

/** What cards take from their nodes; a node that is the same object is not read again. */
function readAll(document: FlowDocument, looks: Looks, before: Drawn | undefined): Pick<Drawn, "read" | "around"> {
  const { kinds, language } = looks;
  const entries = Object.entries(document.nodes);
  const isSame = before && entries.length === before.read.size && entries.every(([id]) => before.read.has(id));
  // Which nodes there are decides what is loose: with others, all of it is read anew.
  const around = [kinds, language, document.languages, document.defaults, isSame ? before.around[4] : {}];
  const old = isSame && around.every((one, place) => one === before.around[place]) ? before.read : undefined;
  const read = new Map<string, Read>();
  for (const [id, node] of entries) {
    const card = looks.cards[id];
    const was = old?.get(id);
    if (was?.node === node && was.card === card) {
      read.set(id, was);
      continue;
    }
    const kind = kinds.get(node.kind);
    const words = said(kind, node, language, document, card);
    const out = ways(kind, node, card).flatMap((way) => shown(way, id, document, language));
    read.set(id, { node, card, words, ways: out, size: sizeOf(words, out.length), targets: out.flatMap((way) => way.to ?? []) });
  }
  return { read, around };
}

/** Where cards stand; as before where nothing that decides it has changed. */
function laidOut(graph: Omit<Layout, "places">, before: Layout | undefined): Layout {
  const isSame =
    before &&
    before.sizes.size === graph.sizes.size &&
    same(before.roots, graph.roots) &&
    [...graph.sizes].every(([id, size]) => before.sizes.get(id)?.height === size.height && same(before.edges.get(id), graph.edges.get(id)));
  return isSame ? before : { ...graph, places: arranged(graph) };
}

/** The lines, each as it was before where nothing about it has changed; all of them, where none has. */
function kept(lines: Edge[], before: Edge[] = []): Edge[] {
  const old = new Map(before.map((line) => [line.id, line]));
  const made = lines.map((line) => {
    const was = old.get(line.id);
    return was?.target === line.target ? was : line;
  });
  return made.length === before.length && made.every((line, place) => line === before[place]) ? before : made;
}

function placed(
  data: CardData,
  [x, y]: readonly [number, number],
  sizes: ReadonlyMap<string, Size>,
  chosen: ReadonlySet<string>,
  before: CardNode | undefined,
): CardNode {
  const { id } = data;
  const made: CardNode = {
    id,
    type: "card",
    position: { x, y },
    data: before && same(before.data, data) ? before.data : data,
    selected: chosen.has(id),
    ...(sizes.get(id) as Size),
    deletable: !data.isStart,
  };
  return before && same(before, made) ? before : made;
}

/** An exit as its card shows it; one that the flow's defaults cover is not drawn. */
function shown(way: Way, id: string, document: FlowDocument, language: string): Shown[] {
  const to = document.nodes[id]?.exits?.[way.id];
  const isLed = to !== undefined && to in document.nodes;
  const covered = to === undefined && (document.defaults?.[way.id] !== undefined || !way.needed);
  if (covered) return [];
  const words = way.texts?.[language] || document.languages.map((tag) => way.texts?.[tag]).find(Boolean);
  return [{ id: way.id, label: words || way.label, isLoose: !isLed, to: isLed ? to : undefined, isSaid: false }];
}

function counted(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { node, severity } of problems) {
    counts.set(`${node} ${severity}`, (counts.get(`${node} ${severity}`) ?? 0) + 1);
  }
  return counts;
}

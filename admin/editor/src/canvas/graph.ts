// The document as what is drawn: cards with their places, and the lines between them.

import type { Edge, Node } from "@xyflow/react";
import type { FlowDocument } from "../document";
import { type Card, type Kind, type Problem, type Way, said, ways } from "../kinds";
import type { What } from "../review/spots";
import { type Positions, type Size, arranged } from "../layout";
import { sizeOf } from "./measure";

export interface CardData extends Record<string, unknown> {
  id: string;
  kind: string;
  title: string;
  words: string;
  ways: Shown[];
  errors: number;
  warnings: number;
  isStart: boolean;
  /** How it differs from the live version, while that is shown. */
  mark: What | undefined;
}

export interface Shown {
  id: string;
  label: string;
  isLoose: boolean;
  isLed: boolean;
}

export type CardNode = Node<CardData, "card">;

export interface Drawn {
  nodes: CardNode[];
  edges: Edge[];
}

interface Looks {
  kinds: ReadonlyMap<string, Kind>;
  cards: Record<string, Card>;
  problems: readonly Problem[];
  language: string;
  chosen: readonly string[];
  marks: Record<string, What>;
}

/** Cards and lines of `document`; what did not change keeps its identity from `before`. */
export function drawn(document: FlowDocument, looks: Looks, before: Drawn | undefined): Drawn {
  const counts = counted(looks.problems);
  const chosen = new Set(looks.chosen);
  const data = new Map<string, CardData>();
  const sizes = new Map<string, Size>();
  const edges = new Map<string, string[]>();
  const lines: Edge[] = [];
  for (const [id, node] of Object.entries(document.nodes)) {
    const kind = looks.kinds.get(node.kind);
    const words = said(kind, node, looks.language, document);
    const out = ways(kind, node, looks.cards[id]).flatMap((way) => shown(way, id, document, looks.language));
    data.set(id, {
      id,
      kind: node.kind,
      title: kind?.title ?? node.kind,
      words,
      ways: out,
      errors: counts.get(`${id} error`) ?? 0,
      warnings: counts.get(`${id} warning`) ?? 0,
      isStart: id === document.start,
      mark: looks.marks[id],
    });
    sizes.set(id, sizeOf(words, out.length));
    const targets = out.filter((way) => way.isLed).map((way) => [way.id, node.exits?.[way.id] as string] as const);
    edges.set(id, targets.map(([, to]) => to));
    for (const [exit, to] of targets) {
      lines.push({ id: `${id} ${exit}`, source: id, sourceHandle: exit, target: to, type: "way" });
    }
  }
  const roots = [document.start, ...(document.triggers ?? []).flatMap(({ at }) => at ?? [])];
  const places = arranged({ sizes, edges, roots });
  return {
    nodes: [...data].map(([id, card]) => placed(id, card, places, sizes, chosen, document, before)),
    edges: lines,
  };
}

function placed(
  id: string,
  data: CardData,
  places: Positions,
  sizes: ReadonlyMap<string, Size>,
  chosen: ReadonlySet<string>,
  document: FlowDocument,
  before: Drawn | undefined,
): CardNode {
  const [x, y] = document.layout?.[id] ?? places.get(id) ?? [0, 0];
  const size = sizes.get(id) as Size;
  const old = before?.nodes.find((node) => node.id === id);
  const kept = old && alike(old.data, data) ? old.data : data;
  return {
    id,
    type: "card",
    position: { x, y },
    data: kept,
    selected: chosen.has(id),
    width: size.width,
    height: size.height,
    deletable: !data.isStart,
  };
}

function alike(one: CardData, two: CardData): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

/** An exit as its card shows it; one that the flow's defaults cover is not drawn. */
function shown(way: Way, id: string, document: FlowDocument, language: string): Shown[] {
  const to = document.nodes[id]?.exits?.[way.id];
  const isLed = to !== undefined && to in document.nodes;
  const covered = to === undefined && (document.defaults?.[way.id] !== undefined || !way.needed);
  if (covered) return [];
  const words = way.texts?.[language] || document.languages.map((tag) => way.texts?.[tag]).find(Boolean);
  return [{ id: way.id, label: words || way.label, isLoose: !isLed, isLed }];
}

function counted(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { node, severity } of problems) {
    counts.set(`${node} ${severity}`, (counts.get(`${node} ${severity}`) ?? 0) + 1);
  }
  return counts;
}

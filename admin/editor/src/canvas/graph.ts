// The document as what is drawn: cards with their places, and the lines between them.

import type { Edge, Node } from "@xyflow/react";
import type { FlowDocument } from "../document";
import { type Card, type Kind, type Problem, type Way, said, ways } from "../kinds";
import { type Size, arranged } from "../layout";
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
      mendable: mendable.get(id),
      isStart: id === document.start,
    });
    sizes.set(id, sizeOf(words, out.length));
    edges.set(id, out.flatMap((way) => way.to ?? []));
  }
  const old = new Map(before?.nodes.map((node) => [node.id, node]));
  const roots = [document.start, ...(document.triggers ?? []).flatMap(({ at }) => at ?? [])];
  const places = arranged({ sizes, edges, roots });
  const at = (id: string) => document.layout?.[id] ?? places.get(id) ?? [0, 0];
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
  };
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

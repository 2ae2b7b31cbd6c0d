// The way that the talk took, on the canvas: cards it came through, lines it went along, where it is.

import type { Edge } from "@xyflow/react";
import { useMemo } from "react";
import type { CardNode } from "../canvas/graph";
import type { Played } from "./played";
import { useTalk } from "./talk";

export interface Track {
  nodes: ReadonlySet<string>;
  /** Lines by their ids, `node exit`. */
  lines: ReadonlySet<string>;
  here: string;
}

export function trackOf(played: Played): Track {
  const steps = played.turns.flatMap((turn) => turn.path);
  return {
    nodes: new Set(steps.map(([node]) => node)),
    lines: new Set(steps.filter(([, exit]) => exit).map(([node, exit]) => `${node} ${exit}`)),
    here: played.node,
  };
}

/** Cards and lines, those that the talk came along marked; the others are the same as before. */
export function useTrack(nodes: CardNode[], edges: Edge[]): { nodes: CardNode[]; edges: Edge[]; here: string | undefined } {
  const played = useTalk((talk) => (talk.isOpen ? talk.played : undefined));
  return useMemo(() => {
    if (!played || played.turns.length === 0) return { nodes, edges, here: undefined };
    const track = trackOf(played);
    return {
      nodes: nodes.map((node) => (track.nodes.has(node.id) ? { ...node, className: `${node.className ?? ""} walked${node.id === track.here ? " here" : ""}` } : node)),
      edges: edges.map((edge) => (track.lines.has(edge.id) ? { ...edge, className: "walked" } : edge)),
      here: track.here || undefined,
    };
  }, [nodes, edges, played]);
}

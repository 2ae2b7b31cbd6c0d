// Keeping the card one works on in sight: the view moves as little as it must.

import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { CardNode } from "./graph";

const EDGE = 24;

/**
 * Brings a card into sight when it is named: the one that is open, or where a talk is. When the canvas
 * grows narrower, the one that was named last.
 */
export function useSight(open: string | undefined, here: string | undefined, nodes: readonly CardNode[]): void {
  const view = useReactFlow();
  const store = useStoreApi();
  const wide = useStore((state) => state.width);
  const named = useRef({ open, here, last: open });
  const known = new Set(nodes.map((node) => node.id));
  const isOpenThere = open !== undefined && known.has(open);
  const isHereThere = here !== undefined && known.has(here);
  useEffect(() => {
    const before = named.current;
    const changed = here && here !== before.here ? here : open !== before.open ? open : before.last;
    const id = changed ?? open ?? here;
    named.current = { open, here, last: id };
    if (!id || !(id === open ? isOpenThere : isHereThere)) return;
    // After the panel beside the canvas has taken its room.
    const frame = requestAnimationFrame(() => {
      const { width, height, transform } = store.getState();
      const node = view.getNode(id);
      if (!node || !width) return;
      const [x, y, zoom] = transform;
      const left = node.position.x * zoom + x;
      const top = node.position.y * zoom + y;
      const across = moved(left, (node.width ?? 0) * zoom, width);
      const down = moved(top, (node.height ?? 0) * zoom, height);
      if (across || down) void view.setViewport({ x: x + across, y: y + down, zoom }, { duration: 200 });
    });
    return () => cancelAnimationFrame(frame);
  }, [open, here, wide, isOpenThere, isHereThere, store, view]);
}

/** How far to move so that what begins at `start` lies within `room`; its beginning comes first. */
function moved(start: number, size: number, room: number): number {
  if (start < EDGE) return EDGE - start;
  const over = start + size + EDGE - room;
  return over > 0 ? -Math.min(over, start - EDGE) : 0;
}

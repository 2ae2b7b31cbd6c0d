// Keeping the card one works on in sight: the view moves as little as it must.

import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import type { CardNode } from "./graph";

const EDGE = 24;

/** Brings the card of this id into sight when it is opened, or when the canvas grows narrower. */
export function useSight(id: string | undefined, nodes: readonly CardNode[]): void {
  const view = useReactFlow();
  const store = useStoreApi();
  const isThere = nodes.some((node) => node.id === id);
  useEffect(() => {
    if (!id || !isThere) return;
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
  }, [id, isThere, store, view]);
}

/** How far to move so that what begins at `start` lies within `room`; its beginning comes first. */
function moved(start: number, size: number, room: number): number {
  if (start < EDGE) return EDGE - start;
  const over = start + size + EDGE - room;
  return over > 0 ? -Math.min(over, start - EDGE) : 0;
}

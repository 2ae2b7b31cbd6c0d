// The canvas: cards, lines, and what mouse and keyboard do to them.

import {
  Background, BackgroundVariant, type Connection, Controls, type Edge, MiniMap, type NodeChange,
  type OnConnectEnd, Panel, ReactFlow, type Viewport, useReactFlow,
} from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useEditor, useUse } from "../context";
import { connect, moved } from "../document";
import type { FlowDocument, Place } from "../document";
import { useMarked } from "../changes/changes";
import { useTrack } from "../phone/track";
import { useSay } from "../words";
import { AddMenu } from "./AddMenu";
import { CardView } from "./CardView";
import { WayLine } from "./WayLine";
import { type Adding, AddingContext } from "./adding";
import { type CardNode, type Drawn, drawn } from "./graph";
import { useClipboard } from "./clipboard";
import { useKeys } from "./keys";
import { useSight } from "./sight";

const NODE_TYPES = { card: CardView };
const EDGE_TYPES = { way: WayLine };

interface Menu {
  at: Place | undefined;
  beside: DOMRect | undefined;
}

export function Canvas() {
  const say = useSay();
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  const kinds = useEditor((editor) => editor.kinds);
  const cards = useEditor((editor) => editor.cards);
  const problems = useEditor((editor) => editor.problems);
  const language = useEditor((editor) => editor.language);
  const chosen = useEditor((editor) => editor.chosen);
  const line = useEditor((editor) => editor.line);
  const open = useEditor((editor) => editor.open);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const [menu, setMenu] = useState<Menu>();
  const [dragged, setDragged] = useState<Record<string, [number, number]>>({});
  const held = useRef(dragged); // the same, for what happens before it is drawn
  const last = useRef<Drawn>(undefined);
  const view = useReactFlow();

  const picture = useMemo(() => {
    last.current = drawn(document, { kinds, cards, problems, language, chosen }, last.current);
    return last.current;
  }, [document, kinds, cards, problems, language, chosen]);
  const nodes = useMemo(
    () => picture.nodes.map((node) => {
      const at = dragged[node.id];
      return at ? { ...node, position: { x: at[0], y: at[1] } } : node;
    }),
    [picture, dragged],
  );

  const edges = useMemo(
    () => (line ? picture.edges.map((edge) => (isLine(edge, line) ? { ...edge, selected: true } : edge)) : picture.edges),
    [picture.edges, line],
  );

  // Said when a card is come to, not with every letter that is typed into it.
  const spoken = useMemo(() => {
    const data = last.current?.nodes.find((node) => node.id === chosen[0])?.data;
    return data ? `${data.title} ${data.id}: ${data.words}` : "";
  }, [chosen]);

  const adding: Adding = useCallback(
    (at, beside) => mayEdit && setMenu({ at, beside: beside instanceof Element ? beside.getBoundingClientRect() : beside }),
    [mayEdit],
  );
  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const places: Record<string, [number, number]> = {};
      let picked: string[] | undefined;
      for (const change of changes) {
        if (change.type === "position" && change.position && change.dragging) {
          places[change.id] = [Math.round(change.position.x), Math.round(change.position.y)];
        }
        if (change.type === "select") {
          picked ??= use.getState().chosen;
          picked = picked.filter((id) => id !== change.id);
          if (change.selected) picked = [...picked, change.id];
        }
      }
      if (picked) use.getState().choose(picked);
      if (Object.keys(places).length > 0) setDragged((held.current = { ...held.current, ...places }));
    },
    [use],
  );
  const onNodeDragStop = useCallback(() => {
    const places = held.current;
    setDragged((held.current = {}));
    if (Object.keys(places).length > 0) use.getState().edit((before) => moved(before, places));
  }, [use]);
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      sourceHandle &&
      use.getState().edit((before) => connect(before, { node: source, exit: sourceHandle }, target)),
    [use],
  );
  /** A line that is let go over nothing asks what should happen there. */
  const onConnectEnd: OnConnectEnd = useCallback(
    (event, { fromNode, fromHandle, toNode }) => {
      if (toNode || !fromNode || !fromHandle?.id || fromHandle.type !== "source") return;
      const { clientX, clientY } = "changedTouches" in event ? (event.changedTouches[0] as Touch) : event;
      adding({ node: fromNode.id, exit: fromHandle.id }, new DOMRect(clientX, clientY, 0, 0));
    },
    [adding],
  );
  const reveal = useCallback(
    (id: string) => view.fitView({ nodes: [{ id }], duration: 250, maxZoom: 1, minZoom: 0.5 }),
    [view],
  );
  const track = useTrack(useMarked(nodes), edges);
  useSight(open, track.here, picture.nodes);
  const onKeyDown = useKeys({ adding, reveal });
  const clipboard = useClipboard();

  return (
    <AddingContext value={adding}>
      <div className="canvas" onKeyDown={onKeyDown} {...clipboard} role="application" aria-label={say("canvas")} aria-describedby="canvas-keys" tabIndex={0}>
        <p id="canvas-keys" className="unseen">{say("keys")}</p>
        <p className="unseen" role="status">{spoken}</p>
        <svg width="0" height="0" aria-hidden="true">
          <defs>
            <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto-start-reverse">
              <path d="M0 0L10 5L0 10z" className="tip" />
            </marker>
          </defs>
        </svg>
        <ReactFlow
          nodes={track.nodes}
          edges={track.edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onNodeDragStop={onNodeDragStop}
          onSelectionDragStop={onNodeDragStop}
          onConnect={onConnect}
          onConnectEnd={onConnectEnd}
          onEdgeClick={(_, edge) => use.getState().pick({ node: edge.source, exit: edge.sourceHandle as string })}
          onNodeClick={(event, node) => !event.shiftKey && !event.ctrlKey && !event.metaKey && use.getState().show(node.id)}
          onPaneClick={() => use.getState().show(undefined)}
          nodesDraggable={mayEdit}
          nodesConnectable={mayEdit}
          deleteKeyCode={null}
          multiSelectionKeyCode={["Shift", "Control", "Meta"]}
          disableKeyboardA11y
          nodesFocusable={false}
          edgesFocusable={false}
          onlyRenderVisibleElements={nodes.length > 80}
          onInit={(flow) => void flow.setViewport(beginning(flow.getNodes(), document))}
          minZoom={0.05}
          maxZoom={1.6}
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={22} size={1.2} />
          <Controls showInteractive={false} aria-label={say("zoom")} />
          <MiniMap style={{ width: 160, height: 100 }} pannable zoomable ariaLabel={say("minimap")} />
          {mayEdit && (
            <Panel position="top-left">
              <button type="button" className="add-free" onClick={(event) => adding(undefined, event.currentTarget)}>
                + {say("add")}
              </button>
            </Panel>
          )}
        </ReactFlow>
      </div>
      {menu && <AddMenu at={menu.at} beside={menu.beside} close={() => setMenu(undefined)} />}
    </AddingContext>
  );
}

function isLine(edge: Edge, { node, exit }: Place): boolean {
  return edge.source === node && edge.sourceHandle === exit;
}

const EDGE = 64; // from the corner of the canvas to the first card: below the button that adds

/** What one sees first: the start and what people read after it. */
function beginning(nodes: readonly CardNode[], { start, nodes: stored }: FlowDocument): Viewport {
  const led = new Set([start, ...Object.values(stored[start]?.exits ?? {})]);
  const shown = nodes.filter((node) => led.has(node.id));
  const first = nodes.find((node) => node.id === start);
  const top = Math.min(...shown.map((node) => node.position.y), first?.position.y ?? 0);
  const isFar = (first?.position.y ?? 0) - top > 400;
  return { x: EDGE / 2 - (first?.position.x ?? 0), y: EDGE - (isFar ? (first?.position.y ?? 0) : top), zoom: 1 };
}

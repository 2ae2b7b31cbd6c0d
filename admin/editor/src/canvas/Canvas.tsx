// The canvas: cards, lines, and what mouse and keyboard do to them.

import {
  Background, BackgroundVariant, type Connection, Controls, type Edge, MiniMap, type NodeChange,
  Panel, ReactFlow, useReactFlow,
} from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useEditor, useUse } from "../context";
import { connect, moved } from "../document";
import type { FlowDocument, Place } from "../document";
import { marks } from "../review/spots";
import { useSay } from "../words";
import { AddMenu } from "./AddMenu";
import { CardView } from "./CardView";
import { WayLine } from "./WayLine";
import { type Adding, AddingContext } from "./adding";
import { type CardNode, type Drawn, drawn } from "./graph";
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
  const open = useEditor((editor) => editor.open);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const marked = useEditor((editor) => editor.marked);
  const changes = useEditor((editor) => editor.changes);
  const [menu, setMenu] = useState<Menu>();
  const [dragged, setDragged] = useState<Record<string, [number, number]>>({});
  const last = useRef<Drawn>(undefined);
  const view = useReactFlow();

  const picture = useMemo(() => {
    const shown = marked ? marks(changes, language) : {};
    last.current = drawn(document, { kinds, cards, problems, language, chosen, marks: shown }, last.current);
    return last.current;
  }, [document, kinds, cards, problems, language, chosen, marked, changes]);
  const nodes = useMemo(
    () => picture.nodes.map((node) => {
      const at = dragged[node.id];
      return at ? { ...node, position: { x: at[0], y: at[1] } } : node;
    }),
    [picture, dragged],
  );

  const adding: Adding = useCallback(
    (at, beside) => mayEdit && setMenu({ at, beside: beside?.getBoundingClientRect() }),
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
      if (Object.keys(places).length > 0) setDragged((before) => ({ ...before, ...places }));
    },
    [use],
  );
  const onNodeDragStop = useCallback(() => {
    setDragged((places) => {
      if (Object.keys(places).length > 0) {
        queueMicrotask(() => use.getState().edit((before) => moved(before, places)));
      }
      return {};
    });
  }, [use]);
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      sourceHandle &&
      use.getState().edit((before) => connect(before, { node: source, exit: sourceHandle }, target)),
    [use],
  );
  const onEdgesDelete = useCallback(
    (gone: Edge[]) =>
      use.getState().edit((before) =>
        gone.reduce(
          (made, edge) => connect(made, { node: edge.source, exit: edge.sourceHandle ?? "next" }, undefined),
          before,
        ),
      ),
    [use],
  );
  const reveal = useCallback(
    (id: string) => view.fitView({ nodes: [{ id }], duration: 250, maxZoom: 1, minZoom: 0.5 }),
    [view],
  );
  useSight(open, picture.nodes);
  const onKeyDown = useKeys({ adding, reveal });

  return (
    <AddingContext value={adding}>
      <div className="canvas" onKeyDown={onKeyDown} role="application" aria-label={say("canvas")} aria-describedby="canvas-keys" tabIndex={0}>
        <p id="canvas-keys" className="unseen">{say("keys")}</p>
        <svg width="0" height="0" aria-hidden="true">
          <defs>
            <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
              <path d="M0 0L10 5L0 10z" className="tip" />
            </marker>
          </defs>
        </svg>
        <ReactFlow
          nodes={nodes}
          edges={picture.edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onNodeDragStop={onNodeDragStop}
          onSelectionDragStop={onNodeDragStop}
          onConnect={onConnect}
          onEdgesDelete={onEdgesDelete}
          onNodeClick={(event, node) => !event.shiftKey && !event.ctrlKey && !event.metaKey && use.getState().show(node.id)}
          onPaneClick={() => use.getState().show(undefined)}
          nodesDraggable={mayEdit}
          nodesConnectable={mayEdit}
          deleteKeyCode={null}
          multiSelectionKeyCode={["Shift", "Control", "Meta"]}
          disableKeyboardA11y
          onlyRenderVisibleElements={nodes.length > 80}
          fitView
          fitViewOptions={{ maxZoom: 1, minZoom: 0.6, padding: 0.12, nodes: beginning(document) }}
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

/** The start and where it leads: what one sees first. */
function beginning(document: FlowDocument): { id: string }[] {
  const onward = Object.values(document.nodes[document.start]?.exits ?? {});
  return [document.start, ...new Set(onward)].slice(0, 4).map((id) => ({ id }));
}

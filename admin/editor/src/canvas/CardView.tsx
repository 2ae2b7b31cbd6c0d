// A card: what the citizen reads, and under it the ways out, so that a flow reads like a script.

import { Handle, type NodeProps, Position } from "@xyflow/react";
import { type ReactNode, memo } from "react";
import { useEditor, useUse } from "../context";
import { called } from "../kinds";
import { MendButton } from "../problems/MendButton";
import { Portion, Tally } from "../numbers/Tally";
import { useSay } from "../words";
import type { CardNode, Shown } from "./graph";
import { useAdding } from "./adding";
import { PLACEHOLDER } from "./measure";

export const CardView = memo(function CardView({ data, selected }: NodeProps<CardNode>) {
  const say = useSay();
  const use = useUse();
  const trouble = data.errors ? " troubled" : data.warnings ? " warned" : "";
  return (
    <div className={`card kind-${data.kind}${selected ? " chosen" : ""}${trouble}`}>
      <Handle type="target" position={Position.Left} isConnectable className="arrive" />
      <div className="head" onDoubleClick={() => use.getState().show(data.id)}>
        <span className="kind">{data.title}</span>
        {data.isStart && <span className="start">{say("start")}</span>}
        {data.errors + data.warnings > 0 && (
          <span className="count" role="img" aria-label={say("problems_here", { count: data.errors + data.warnings })}>
            {data.errors + data.warnings}
          </span>
        )}
        {data.mendable ? <MendButton of={data.mendable} /> : <span className="id">{data.id}</span>}
      </div>
      <Tally node={data.id} />
      {data.words && <p className="words" dir="auto"><Spoken words={data.words} /></p>}
      <ul className="ways">
        {data.ways.map((way) => (
          <WayView key={way.id} node={data.id} way={way} isChosen={selected} />
        ))}
      </ul>
    </div>
  );
});

/** Words with what is put in when they are sent shown by its name. */
function Spoken({ words }: { words: string }): ReactNode[] {
  const names = useEditor((editor) => editor.names);
  return words.split(PLACEHOLDER).map((part, place) => (place % 2 ? <span key={place} className="slot" title={part}>{names[part] ?? part}</span> : part));
}

/** Where a way back leads, by the name that staff know. */
function Back({ to }: { to: string }) {
  const say = useSay();
  const name = useEditor((editor) => called(to, editor));
  return <span className="back" title={say("leads_back", { node: name })}>↩ {name}</span>;
}

function WayView({ node, way, isChosen }: { node: string; way: Shown; isChosen: boolean }) {
  const say = useSay();
  const adding = useAdding();
  const mayEdit = useUse()((editor) => editor.mayEdit);
  return (
    <li className={way.isLoose ? "loose" : ""}>
      <span className="label" dir="auto">{way.label}</span>
      {way.isSaid && way.to && <Back to={way.to} />}
      <Portion node={node} exit={way.id} />
      {mayEdit && (
        <button
          type="button"
          className="plus nodrag"
          aria-label={say("add_after", { exit: way.label, node })}
          title={say("add_here")}
          tabIndex={isChosen ? 0 : -1}
          onClick={(event) => adding({ node, exit: way.id }, event.currentTarget)}
        >
          +
        </button>
      )}
      <Handle type="source" id={way.id} position={Position.Right} isConnectable={mayEdit} />
    </li>
  );
}

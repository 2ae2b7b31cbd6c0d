// A card: what the citizen reads, and under it the ways out, so that a flow reads like a script.

import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useUse } from "../context";
import { useSay } from "../words";
import type { CardNode, Shown } from "./graph";
import { useAdding } from "./adding";

export const CardView = memo(function CardView({ data, selected }: NodeProps<CardNode>) {
  const say = useSay();
  const use = useUse();
  const trouble = data.errors ? " troubled" : data.warnings ? " warned" : "";
  return (
    <div className={`card kind-${data.kind}${selected ? " chosen" : ""}${trouble}${data.mark ? ` is-${data.mark}` : ""}`}>
      <Handle type="target" position={Position.Left} isConnectable className="arrive" />
      <div className="head" onDoubleClick={() => use.getState().show(data.id)}>
        <span className="kind">{data.title}</span>
        {data.isStart && <span className="start">{say("start")}</span>}
        {data.errors + data.warnings > 0 && (
          <span className="count" title={say("problems_here", { count: data.errors + data.warnings })}>
            {data.errors + data.warnings}
          </span>
        )}
        <span className="id">{data.id}</span>
      </div>
      {data.words && <p className="words" dir="auto">{data.words}</p>}
      <ul className="ways">
        {data.ways.map((way) => (
          <WayView key={way.id} node={data.id} way={way} />
        ))}
      </ul>
    </div>
  );
});

function WayView({ node, way }: { node: string; way: Shown }) {
  const say = useSay();
  const adding = useAdding();
  const mayEdit = useUse()((editor) => editor.mayEdit);
  return (
    <li className={way.isLoose ? "loose" : ""}>
      <span className="label" dir="auto">{way.label}</span>
      {mayEdit && (
        <button
          type="button"
          className="plus nodrag"
          aria-label={say("add_after", { exit: way.label, node })}
          title={say("add_here")}
          onClick={(event) => adding({ node, exit: way.id }, event.currentTarget)}
        >
          +
        </button>
      )}
      <Handle type="source" id={way.id} position={Position.Right} isConnectable={mayEdit} />
    </li>
  );
}

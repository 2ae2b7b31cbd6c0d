// A line from an exit to a card, with a button in its middle that puts a card between.

import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from "@xyflow/react";
import { memo, useContext } from "react";
import { useUse } from "../context";
import { NumbersContext, width } from "../numbers/numbers";
import { useSay } from "../words";
import { useAdding } from "./adding";

const BUTTON = 24;

export const WayLine = memo(function WayLine(props: EdgeProps) {
  const { id, source, sourceHandleId, target, sourceX, targetX } = props;
  const say = useSay();
  const adding = useAdding();
  const mayEdit = useUse()((editor) => editor.mayEdit);
  const numbers = useContext(NumbersContext);
  const times = numbers?.nodes[source]?.exits[sourceHandleId ?? "next"] ?? 0;
  const isReturn = targetX < sourceX + 20;
  const [path, x, y] = (isReturn ? getSmoothStepPath : getBezierPath)({ ...props, ...(isReturn ? { borderRadius: 18, offset: 28 } : {}) });
  return (
    <>
      <BaseEdge id={id} path={path} className={isReturn ? "way return" : "way"} interactionWidth={22} markerEnd="url(#tip)" {...(numbers ? { style: { strokeWidth: width(times, numbers) } } : {})} />
      {mayEdit && (
        <foreignObject x={x - BUTTON / 2} y={y - BUTTON / 2} width={BUTTON} height={BUTTON}>
          <button
            type="button"
            className="between nodrag nopan"
            aria-label={say("add_between", { from: source, to: target })}
            title={say("add_between", { from: source, to: target })}
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation();
              adding({ node: source, exit: sourceHandleId ?? "next" }, event.currentTarget);
            }}
          >
            +
          </button>
        </foreignObject>
      )}
    </>
  );
});

// How the draft stands with the server, and what to do when two people changed the same.

import { useEditor, useUse } from "./context";
import type { Path } from "./merge";
import { useSay } from "./words";

export function Standing() {
  const say = useSay();
  const use = useUse();
  const standing = useEditor((editor) => editor.standing);
  const clashes = useEditor((editor) => editor.clashes);
  if (standing !== "clash") {
    const isCalm = CALM.has(standing);
    return <span className={`standing is-${standing}`} role={isCalm ? undefined : "status"}>{say(`standing_${standing}`)}</span>;
  }
  return (
    <span className="standing is-clash" role="alert">
      {say("both_changed", { places: clashes.map(placed).join(", ") })}
      <button type="button" className="tool" onClick={() => use.getState().settle("mine")}>{say("keep_mine")}</button>
      <button type="button" className="tool" onClick={() => use.getState().settle("theirs")}>{say("take_theirs")}</button>
    </span>
  );
}

/** What comes and goes with every word one types is not read out. */
const CALM = new Set(["saved", "unsaved", "saving"]);

function placed([first, ...rest]: Path): string {
  return (first === "nodes" ? rest : [first, ...rest]).join(".");
}

// Choosing one of the flow's nodes, by its id and its words.

import type { ReactNode } from "react";
import { useEditor } from "../context";
import type { FlowDocument } from "../document";
import { said } from "../kinds";
import type { Editor } from "../store";
import { useSay } from "../words";

interface Props {
  value: string;
  empty: string | undefined;
  pick: (id: string) => void;
}

export function NodePicker({ value, empty, pick }: Props) {
  const say = useSay();
  const nodes = useEditor((editor) => editor.document.nodes);
  const options = useEditor(optionsOf);
  const isLost = value !== "" && !(value in nodes);
  return (
    <select value={value} onChange={(event) => pick(event.target.value)}>
      {empty !== undefined && <option value="">{empty}</option>}
      {isLost && <option value={value}>{say("does_not_exist", { node: value })}</option>}
      {options}
    </select>
  );
}

let made: { document: FlowDocument; kinds: Editor["kinds"]; language: string; options: ReactNode[] } | undefined;

/** An option for each node. Every picker shows them, so they are made once for each document. */
function optionsOf({ document, kinds, language }: Editor): ReactNode[] {
  if (made?.document !== document || made.kinds !== kinds || made.language !== language) {
    const options = Object.entries(document.nodes).map(([id, node]) => {
      const words = said(kinds.get(node.kind), node, language, document).replace(/\s+/g, " ");
      return <option key={id} value={id}>{words ? `${id}: ${words.slice(0, 40)}` : id}</option>;
    });
    made = { document, kinds, language, options };
  }
  return made.options;
}

// Choosing one of the flow's nodes, by its id and its words.

import { type ReactNode, useDeferredValue } from "react";
import { useEditor } from "../context";
import { called } from "../kinds";
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
  // Names may follow a moment later than the letter that is typed.
  const document = useDeferredValue(useEditor((editor) => editor.document));
  const kinds = useEditor((editor) => editor.kinds);
  const language = useEditor((editor) => editor.language);
  const cards = useEditor((editor) => editor.cards);
  const names = useEditor((editor) => editor.names);
  const options = optionsOf({ document, kinds, language, cards, names });
  const isLost = value !== "" && !(value in nodes);
  return (
    <select value={value} onChange={(event) => pick(event.target.value)}>
      {empty !== undefined && <option value="">{empty}</option>}
      {isLost && <option value={value}>{say("does_not_exist", { node: value })}</option>}
      {options}
    </select>
  );
}

let made: { of: unknown[]; options: ReactNode[] } | undefined;

/** An option for each node. Every picker shows them, so they are made once for each document. */
function optionsOf(editor: Pick<Editor, "document" | "kinds" | "language" | "cards" | "names">): ReactNode[] {
  const of = [editor.document, editor.kinds, editor.language, editor.cards, editor.names];
  if (!made || of.some((one, place) => one !== made?.of[place])) {
    const options = Object.keys(editor.document.nodes).map((id) => <option key={id} value={id}>{called(id, editor)}</option>);
    made = { of, options };
  }
  return made.options;
}

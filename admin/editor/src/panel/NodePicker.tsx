// Choosing one of the flow's nodes, by its id and its words.

import { useEditor } from "../context";
import { said } from "../kinds";
import { useSay } from "../words";

interface Props {
  value: string;
  empty: string | undefined;
  pick: (id: string) => void;
}

export function NodePicker({ value, empty, pick }: Props) {
  const say = useSay();
  const document = useEditor((editor) => editor.document);
  const kinds = useEditor((editor) => editor.kinds);
  const language = useEditor((editor) => editor.language);
  const isLost = value !== "" && !(value in document.nodes);
  return (
    <select value={value} onChange={(event) => pick(event.target.value)}>
      {empty !== undefined && <option value="">{empty}</option>}
      {isLost && <option value={value}>{say("does_not_exist", { node: value })}</option>}
      {Object.entries(document.nodes).map(([id, node]) => {
        const words = said(kinds.get(node.kind), node, language, document).replace(/\s+/g, " ");
        return <option key={id} value={id}>{words ? `${id}: ${words.slice(0, 40)}` : id}</option>;
      })}
    </select>
  );
}

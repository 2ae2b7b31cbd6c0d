// The menu of what a text can name: what is surely known when the talk comes to this node.

import { useEditor } from "../context";
import { useSay } from "../words";

export function Placeholders({ pick }: { pick: (path: string) => void }) {
  const say = useSay();
  const known = useEditor((editor) => (editor.open ? editor.cards[editor.open]?.known : undefined)) ?? [];
  const names = useEditor((editor) => editor.names);
  return (
    <select
      className="placeholders"
      aria-label={say("put_in")}
      title={say("put_in")}
      value=""
      onChange={(event) => event.target.value && pick(event.target.value)}
    >
      <option value="">{"{ }"}</option>
      {known.map((path) => <option key={path} value={path}>{names[path] ? `${names[path]} (${path})` : path}</option>)}
    </select>
  );
}

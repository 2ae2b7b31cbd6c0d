// The button that lets the server mend a problem in what is on the canvas; undoing takes it back.

import { useEditor, useServer, useUse } from "../context";
import type { Problem } from "../kinds";
import { useSay } from "../words";

export function MendButton({ of: one }: { of: Problem }) {
  const say = useSay();
  const use = useUse();
  const server = useServer();
  const mayEdit = useEditor((editor) => editor.mayEdit);
  if (!mayEdit || !one.mendable) return null;
  return (
    <button
      type="button"
      className="tool mend nodrag"
      aria-label={say("mend_here", { text: one.text })}
      onClick={(event) => {
        event.stopPropagation();
        void use.getState().mend(server, one);
      }}
    >
      {say("mend")}
    </button>
  );
}

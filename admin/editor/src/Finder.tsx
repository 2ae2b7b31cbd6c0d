// Finding a card by its words in any language, its id or its kind.

import { Chooser } from "./Chooser";
import { useEditor, useUse } from "./context";
import type { Value } from "./document";
import { said } from "./kinds";
import { useSay } from "./words";

const MOST = 12;

interface Props {
  close: () => void;
  reveal: (id: string) => void;
}

export function Finder({ close, reveal }: Props) {
  const say = useSay();
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  const kinds = useEditor((editor) => editor.kinds);
  const language = useEditor((editor) => editor.language);
  const find = (wanted: string) =>
    Object.entries(document.nodes)
      .filter(([id, node]) => wanted && [id, kinds.get(node.kind)?.title, ...texts(node)].some((text) => text?.toLowerCase().includes(wanted)))
      .slice(0, MOST);
  return (
    <Chooser
      className="finder"
      label={say("find")}
      prompt={say("find_card")}
      none={say("none_found")}
      find={find}
      idOf={([id]) => id}
      classOf={([, node]) => `kind-${node.kind}`}
      show={([id, node]) => (
        <>
          <span className="kind">{kinds.get(node.kind)?.title}</span> <code>{id}</code>
          <span className="help" dir="auto">{said(kinds.get(node.kind), node, language, document).slice(0, 80)}</span>
        </>
      )}
      pick={([id]) => {
        use.getState().show(id);
        reveal(id);
      }}
      close={close}
    />
  );
}

/** Whatever is written in a value, without what the fields are called. */
export function texts(value: Value): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
}

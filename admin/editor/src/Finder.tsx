// Finding a card by its words in any language, its id or its kind.

import { useEffect, useRef, useState } from "react";
import { useEditor, useUse } from "./context";
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
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const wanted = typed.trim().toLowerCase();
  const found = Object.entries(document.nodes)
    .filter(([id, node]) => wanted && `${id} ${JSON.stringify(node)} ${kinds.get(node.kind)?.title}`.toLowerCase().includes(wanted))
    .slice(0, MOST);
  const go = (id: string | undefined) => {
    if (id) {
      use.getState().show(id);
      reveal(id);
    }
    close();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") go(found[place]?.[0]);
    else if (event.key === "ArrowDown") setPlace(Math.min(place + 1, found.length - 1));
    else if (event.key === "ArrowUp") setPlace(Math.max(place - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className="behind" onClick={close} />
      <div className="finder" role="dialog" aria-label={say("find")} onKeyDown={onKeyDown}>
        <input ref={input} type="search" aria-label={say("find_card")} placeholder={say("find_card")} value={typed} onChange={(event) => { setTyped(event.target.value); setPlace(0); }} />
        <ul role="listbox" aria-label={say("found")}>
          {found.map(([id, node], number) => (
            <li key={id} role="option" aria-selected={number === place} className={`kind-${node.kind}`} onMouseEnter={() => setPlace(number)} onClick={() => go(id)}>
              <span className="kind">{kinds.get(node.kind)?.title}</span> <code>{id}</code>
              <span className="help" dir="auto">{said(kinds.get(node.kind), node, language, document).slice(0, 80)}</span>
            </li>
          ))}
          {wanted && found.length === 0 && <li className="none">{say("none_found")}</li>}
        </ul>
      </div>
    </>
  );
}

// The menu of kinds to add: the six by name, the rest under "More"; typing finds any of them.

import { useEffect, useRef, useState } from "react";
import { useEditor, useUse } from "../context";
import type { Place } from "../document";
import type { Kind } from "../kinds";
import { useSay } from "../words";

interface Props {
  at: Place | undefined;
  beside: DOMRect | undefined;
  close: () => void;
}

export function AddMenu({ at, beside, close }: Props) {
  const say = useSay();
  const use = useUse();
  const kinds = [...useEditor((editor) => editor.kinds).values()];
  const [typed, setTyped] = useState("");
  const [more, setMore] = useState(false);
  const [place, setPlace] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const wanted = typed.trim().toLowerCase();
  const found = kinds.filter((kind) => (wanted ? matches(kind, wanted) : more || kind.first));
  const pick = (kind: Kind | undefined) => {
    if (kind) use.getState().add(kind, at);
    close();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") pick(found[place]);
    else if (event.key === "ArrowDown") setPlace(Math.min(place + 1, found.length - 1));
    else if (event.key === "ArrowUp") setPlace(Math.max(place - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className="behind" onClick={close} />
      <div className="add-menu" role="dialog" aria-label={say("add")} style={position(beside)} onKeyDown={onKeyDown}>
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="add-kinds"
          aria-activedescendant={found[place] ? `add-${found[place].name}` : undefined}
          aria-label={say("find_kind")}
          placeholder={say("find_kind")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setPlace(0);
          }}
        />
        <ul id="add-kinds" role="listbox" aria-label={say("add")}>
          {found.map((kind, number) => (
            <li
              key={kind.name}
              id={`add-${kind.name}`}
              role="option"
              aria-selected={number === place}
              className={`kind-${kind.name}`}
              onMouseEnter={() => setPlace(number)}
              onClick={() => pick(kind)}
            >
              <span className="kind">{kind.title}</span>
              <span className="help">{kind.help}</span>
            </li>
          ))}
          {found.length === 0 && <li className="none">{say("no_kind")}</li>}
        </ul>
        {!wanted && !more && (
          <button type="button" className="more" onClick={() => { setMore(true); input.current?.focus(); }}>
            {say("more")}
          </button>
        )}
      </div>
    </>
  );
}

function matches(kind: Kind, wanted: string): boolean {
  return [kind.name, kind.title, kind.help].some((words) => words.toLowerCase().includes(wanted));
}

const HIGH = 420;
const WIDE = 320;

function position(beside: DOMRect | undefined): React.CSSProperties {
  if (!beside) return { left: "50%", top: "20%", transform: "translateX(-50%)" };
  const left = Math.min(beside.right + 8, window.innerWidth - WIDE - 8);
  const top = Math.max(8, Math.min(beside.top - 12, window.innerHeight - HIGH - 8));
  return { left, top };
}

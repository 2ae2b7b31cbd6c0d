// The menu of kinds to add: the six by name, the rest under "More"; typing finds any of them.

import { useState } from "react";
import { Chooser } from "../Chooser";
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
  const kinds = useEditor((editor) => editor.kinds);
  const [more, setMore] = useState(false);
  return (
    <Chooser
      className="add-menu"
      label={say("add")}
      prompt={say("find_kind")}
      none={say("no_kind")}
      style={position(beside)}
      find={(wanted) => [...kinds.values()].filter((kind) => (wanted ? matches(kind, wanted) : more || kind.first))}
      idOf={(kind) => kind.name}
      classOf={(kind) => `kind-${kind.name}`}
      show={(kind) => (
        <>
          <span className="kind">{kind.title}</span>
          <span className="help">{kind.help}</span>
        </>
      )}
      pick={(kind) => use.getState().add(kind, at)}
      close={close}
    >
      {!more && (
        <button
          type="button"
          className="more"
          onClick={(event) => {
            event.currentTarget.parentElement?.querySelector("input")?.focus();
            setMore(true);
          }}
        >
          {say("more")}
        </button>
      )}
    </Chooser>
  );
}

function matches(kind: Kind, wanted: string): boolean {
  return [kind.name, kind.title, kind.help].some((words) => words.toLowerCase().includes(wanted));
}

const HIGH = 600;
const WIDE = 340;

function position(beside: DOMRect | undefined): React.CSSProperties {
  if (!beside) return { left: "50%", top: "20%", transform: "translateX(-50%)" };
  const left = Math.max(8, Math.min(beside.right + 8, window.innerWidth - WIDE - 8));
  const top = Math.max(8, Math.min(beside.top - 12, window.innerHeight - HIGH - 8));
  return { left, top };
}

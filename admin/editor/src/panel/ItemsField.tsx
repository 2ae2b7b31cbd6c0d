// A list of options, questions and the like: ordered by drag and by buttons, each folded away.

import { useRef, useState } from "react";
import { useEditor } from "../context";
import { type Piece, newItem, textsOf, written } from "../kinds";
import { useSay } from "../words";
import { type FieldProps, Pieces } from "./FieldView";
import { useBench } from "./bench";

type Item = Record<string, unknown> & { id?: string };

export function ItemsField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const { taken } = useBench();
  const items = Array.isArray(value) ? (value as Item[]) : [];
  const dragged = useRef<number>(undefined);
  const [made, setMade] = useState<number>();
  const at = written(path);
  const put = (changed: Item[]) => set(changed.length > 0 || piece.required ? changed : undefined, at);
  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= items.length) return;
    const order = items.filter((_, place) => place !== from);
    put(order.toSpliced(to, 0, items[from] as Item));
  };
  const add = () => {
    setMade(items.length);
    put([...items, newItem(piece, [...items.map((item) => item.id ?? ""), ...taken])]);
  };
  return (
    <fieldset className="items">
      <legend>{piece.title}</legend>
      {piece.help && <span className="help">{piece.help}</span>}
      <ol>
        {items.map((item, place) => (
          <li
            key={item.id ?? place}
            data-path={`${at}[${place}]`}
            onDragOver={(event) => dragged.current !== undefined && event.preventDefault()}
            onDrop={() => dragged.current !== undefined && move(dragged.current, place)}
          >
            <span className="tools">
              <button type="button" className="tool" disabled={place === 0} aria-label={say("up")} onClick={() => move(place, place - 1)}>↑</button>
              <button type="button" className="tool" disabled={place === items.length - 1} aria-label={say("down")} onClick={() => move(place, place + 1)}>↓</button>
              <button type="button" className="tool" aria-label={say("take_out")} onClick={() => put(items.filter((_, other) => other !== place))}>×</button>
            </span>
            <details open={place === made}>
              <summary>
                <span
                  className="grip"
                  draggable
                  aria-hidden="true"
                  onDragStart={() => { dragged.current = place; }}
                  onDragEnd={() => { dragged.current = undefined; }}
                >
                  ⠿
                </span>
                <Headline pieces={piece.item ?? []} item={item} place={place} />
              </summary>
              <Pieces
                pieces={piece.item ?? []}
                path={[...path, place]}
                value={item}
                set={(changed, where) => set(items.map((one, other) => (other === place ? (changed as Item) : one)), where)}
              />
            </details>
          </li>
        ))}
      </ol>
      <button type="button" className="tool" onClick={add}>+ {say("add_one")}</button>
    </fieldset>
  );
}

function Headline({ pieces, item, place }: { pieces: Piece[]; item: Item; place: number }) {
  const language = useEditor((editor) => editor.language);
  const [texts] = textsOf(pieces, item);
  const words = texts?.[language] || Object.values(texts ?? {}).find(Boolean) || item.id || String(place + 1);
  return <span className="headline" dir="auto">{words}</span>;
}

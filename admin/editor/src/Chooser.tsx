// A list to choose from by typing, with mouse or keyboard: of kinds to add, of cards to find.

import { type ReactNode, useEffect, useId, useRef, useState } from "react";

interface Props<Item> {
  className: string;
  label: string;
  /** What is asked for. */
  prompt: string;
  /** Said where nothing is found. */
  none: string;
  style?: React.CSSProperties;
  find: (wanted: string) => Item[];
  idOf: (item: Item) => string;
  classOf: (item: Item) => string;
  show: (item: Item) => ReactNode;
  pick: (item: Item) => void;
  close: () => void;
  /** What stands below the list while nothing is typed. */
  children?: ReactNode;
}

export function Chooser<Item>({ className, label, prompt, none, style, find, idOf, classOf, show, pick, close, children }: Props<Item>) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    input.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [place]);

  const wanted = typed.trim().toLowerCase();
  const found = find(wanted);
  const optionId = (item: Item) => `${id}-${idOf(item)}`;
  const take = (item: Item | undefined) => {
    close();
    if (item) pick(item);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    const isOnButton = event.target instanceof HTMLButtonElement;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !isOnButton) take(found[place]);
    else if (event.key === "ArrowDown") setPlace(Math.min(place + 1, found.length - 1));
    else if (event.key === "ArrowUp") setPlace(Math.max(place - 1, 0));
    else if (event.key === "Tab") (isOnButton ? input.current : event.currentTarget.querySelector("button"))?.focus();
    else return;
    event.preventDefault();
  };
  const here = found[place];
  return (
    <>
      <div className="behind" onClick={close} />
      <div className={`chooser ${className}`} role="dialog" aria-modal="true" aria-label={label} style={style} onKeyDown={onKeyDown}>
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={id}
          aria-activedescendant={here ? optionId(here) : undefined}
          aria-label={prompt}
          placeholder={prompt}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setPlace(0);
          }}
        />
        <ul id={id} ref={list} role="listbox" aria-label={label}>
          {found.map((item, number) => (
            <li
              key={idOf(item)}
              id={optionId(item)}
              role="option"
              aria-selected={number === place}
              className={classOf(item)}
              onMouseMove={() => setPlace(number)}
              onClick={() => take(item)}
            >
              {show(item)}
            </li>
          ))}
        </ul>
        {wanted && found.length === 0 && <p className="none" role="status">{none}</p>}
        {!wanted && children}
      </div>
    </>
  );
}

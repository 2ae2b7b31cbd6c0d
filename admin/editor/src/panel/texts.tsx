// Words: in every language side by side with their length as WhatsApp counts it, and lists of words.

import { useId, useRef } from "react";
import { useEditor } from "../context";
import { anyItem, written } from "../kinds";
import { useSay } from "../words";
import { type FieldProps, Labelled } from "./FieldView";
import { Placeholders } from "./Placeholders";
import { Typed } from "./Typed";
import { useBench } from "./bench";

export function TextsField({ piece, path, value, set }: FieldProps) {
  const languages = useEditor((editor) => editor.languages);
  const { rooms, problems } = useBench();
  const texts = typeof value === "object" && value !== null ? (value as Record<string, string>) : {};
  const room = rooms[anyItem(path)];
  const at = written(path);
  const tags = [...languages, ...Object.keys(texts).filter((tag) => !languages.some(([known]) => known === tag)).map((tag) => [tag, tag] as const)];
  return (
    <fieldset className="texts">
      <legend>{piece.title}</legend>
      {piece.help && <span className="help">{piece.help}</span>}
      {tags.map(([tag, name]) => (
        <Tongue
          key={tag}
          tag={tag}
          name={name}
          text={texts[tag] ?? ""}
          room={room}
          troubles={problems.filter((one) => one.field === at && one.language === tag).map((one) => one.text)}
          set={(text) => {
            const { [tag]: _, ...others } = texts;
            const made = text === "" ? others : { ...texts, [tag]: text };
            set(Object.keys(made).length > 0 || piece.required ? made : undefined, `${at} ${tag}`);
          }}
        />
      ))}
    </fieldset>
  );
}

interface TongueProps {
  tag: string;
  name: string;
  text: string;
  room: number | undefined;
  troubles: string[];
  set: (text: string) => void;
}

function Tongue({ tag, name, text, room, troubles, set }: TongueProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const over = room !== undefined && text.length > room;
  const isShort = room !== undefined && room <= 72;
  const put = (placeholder: string) => {
    const place = area.current?.selectionEnd ?? text.length;
    set(`${text.slice(0, place)}{{ ${placeholder} }}${text.slice(place)}`);
    area.current?.focus();
  };
  return (
    <div className="tongue">
      <div className="tongue-head">
        <label htmlFor={id}>{name}</label>
        <Placeholders pick={put} />
        <span className={over ? "meter over" : "meter"}>{room === undefined ? text.length : `${text.length} / ${room}`}</span>
      </div>
      <textarea
        id={id}
        ref={area}
        lang={tag}
        dir="auto"
        rows={isShort ? 1 : 3}
        value={text}
        aria-invalid={troubles.length > 0 || over}
        aria-describedby={troubles.length > 0 ? `${id}-troubles` : undefined}
        onChange={(event) => set(event.target.value)}
      />
      {troubles.length > 0 && <p id={`${id}-troubles`} className="error">{troubles.join(" ")}</p>}
    </div>
  );
}

export function WordsField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const languages = useEditor((editor) => editor.languages);
  const lists = typeof value === "object" && value !== null ? (value as Record<string, string[]>) : {};
  return (
    <fieldset className="texts">
      <legend>{piece.title}</legend>
      <span className="help">{piece.help || say("one_a_line")}</span>
      {languages.map(([tag, name]) => (
        <label key={tag}>
          {name}
          <textarea
            lang={tag}
            dir="auto"
            rows={2}
            value={(lists[tag] ?? []).join("\n")}
            onChange={(event) => {
              const { [tag]: _, ...others } = lists;
              const lines = split(event.target.value);
              const made = lines.length > 0 ? { ...lists, [tag]: lines } : others;
              set(Object.keys(made).length > 0 ? made : undefined, `${written(path)} ${tag}`);
            }}
          />
        </label>
      ))}
    </fieldset>
  );
}

export function LinesField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const lines = Array.isArray(value) ? (value as string[]) : [];
  return (
    <Labelled piece={piece} help={piece.help || say("one_a_line")}>
      {(named) => (
        <textarea
          {...named}
          rows={2}
          value={lines.join("\n")}
          onChange={(event) => {
            const made = split(event.target.value);
            set(made.length > 0 ? made : undefined, written(path));
          }}
        />
      )}
    </Labelled>
  );
}

/** The lines of a text; an empty last line stays while one types. */
function split(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

export function PairsField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const pairs = Object.entries((value ?? {}) as Record<string, string>);
  const at = written(path);
  const put = (made: [string, string][]) => set(made.length > 0 ? Object.fromEntries(made) : undefined, at);
  return (
    <fieldset className="pairs">
      <legend>{piece.title}</legend>
      {piece.help && <span className="help">{piece.help}</span>}
      {pairs.map(([name, text], place) => (
        <div className="pair" key={place}>
          <Typed
            aria-label={say("name")}
            value={name}
            // Two of one name would be one: on the way past another's name, the old one stays.
            set={(typed) => !pairs.some(([one]) => one === typed) && put(pairs.map((pair, other) => (other === place ? [typed, text] : pair)))}
          />
          <Typed
            aria-label={say("value")}
            value={text}
            set={(typed) => put(pairs.map((pair, other) => (other === place ? [name, typed] : pair)))}
          />
          <button type="button" className="tool" aria-label={say("take_out")} onClick={() => put(pairs.filter((_, other) => other !== place))}>×</button>
        </div>
      ))}
      <button type="button" className="tool" onClick={() => put([...pairs, [fresh(pairs), ""]])}>+ {say("add_one")}</button>
    </fieldset>
  );
}

function fresh(pairs: [string, string][]): string {
  let number = pairs.length + 1;
  while (pairs.some(([name]) => name === `value${number}`)) number += 1;
  return `value${number}`;
}

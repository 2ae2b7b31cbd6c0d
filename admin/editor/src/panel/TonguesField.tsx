// The languages of the flow, by name and in order: the first stands in where a text is missing.

import { useEditor } from "../context";
import { textsIn, written } from "../kinds";
import { useSay } from "../words";
import type { FieldProps } from "./FieldView";

export function TonguesField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const document = useEditor((editor) => editor.document);
  const kinds = useEditor((editor) => editor.kinds);
  const known = piece.choices ?? [];
  const tags = Array.isArray(value) ? (value as string[]) : [];
  const counts = textsIn(document, kinds);
  const put = (made: string[]) => set(made, written(path));
  const move = (place: number, to: number) => put(tags.toSpliced(place, 1).toSpliced(to, 0, tags[place] as string));
  return (
    <fieldset className="tongue-list">
      <legend>{piece.title}</legend>
      <span className="help">{piece.help}</span>
      <ol>
        {tags.map((tag, place) => {
          const name = nameOf(tag, known);
          const texts = counts.get(tag) ?? 0;
          return (
            <li key={tag}>
              <span lang={tag}>{name}</span>
              {place === 0 && <span className="first">{say("fallback")}</span>}
              <span className="buttons">
                <button type="button" className="tool" disabled={place === 0} aria-label={`${say("up")}: ${name}`} onClick={() => move(place, place - 1)}>↑</button>
                <button type="button" className="tool" disabled={place === tags.length - 1} aria-label={`${say("down")}: ${name}`} onClick={() => move(place, place + 1)}>↓</button>
                {texts === 0 && tags.length > 1 && (
                  <button type="button" className="tool" aria-label={`${say("take_out")}: ${name}`} onClick={() => put(tags.filter((one) => one !== tag))}>×</button>
                )}
              </span>
              {texts > 0 && <span className="help">{say("language_kept", { count: texts })}</span>}
            </li>
          );
        })}
      </ol>
      <label>
        {say("another_language")}
        <select value="" onChange={(event) => event.target.value && put([...tags, event.target.value])}>
          <option value="">{say("choose")}</option>
          {known.filter(([tag]) => !tags.includes(tag)).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
        </select>
      </label>
    </fieldset>
  );
}

function nameOf(tag: string, known: readonly [string, string][]): string {
  return known.find(([one]) => one === tag)?.[1] ?? tag;
}

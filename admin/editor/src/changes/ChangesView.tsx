// The differences in words, by step and language, each with a way to its card.

import { useState } from "react";
import { useEditor, useUse } from "../context";
import { useSay } from "../words";
import { type Comparing, type Line, type Spot, spotsIn, tonguesOf } from "./changes";

interface Props {
  comparing: Comparing;
  reveal: (id: string) => void;
}

export function ChangesView({ comparing: { changes, failed }, reveal }: Props) {
  const say = useSay();
  const languages = useEditor((editor) => editor.languages);
  const [only, setOnly] = useState("");
  if (failed) return <p className="differences" role="status">{say("changes_failed")}</p>;
  if (!changes) return <p className="differences" role="status">{say("changes_coming")}</p>;
  if (!changes.live) return <p className="differences" role="status">{say("changes_first")}</p>;
  if (changes.spots.length === 0) return <p className="differences" role="status">{say("changes_none")}</p>;
  const tongues = tonguesOf(changes, languages);
  const chosen = tongues.some(([tag]) => tag === only) ? only : "";
  return (
    <section className="differences" aria-label={say("changes")}>
      <header>
        <h2>{say("changes_since", { number: changes.live })}</h2>
        {tongues.length > 1 && (
          <label>
            <span>{say("changes_language")}</span>
            <select value={chosen} onChange={(event) => setOnly(event.target.value)}>
              <option value="">{say("changes_every")}</option>
              {tongues.map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
            </select>
          </label>
        )}
      </header>
      <ul>{spotsIn(changes, chosen).map((spot) => <SpotView key={spot.node} spot={spot} reveal={reveal} />)}</ul>
    </section>
  );
}

function SpotView({ spot, reveal }: { spot: Spot; reveal: (id: string) => void }) {
  const say = useSay();
  const use = useUse();
  const isHere = useEditor((editor) => spot.node in editor.document.nodes);
  const go = () => {
    use.getState().show(spot.node);
    reveal(spot.node);
  };
  return (
    <li className={`is-${spot.what}`}>
      <p>
        <span className="what">{say(`changes_${spot.what}`)}</span>{" "}
        {isHere ? <button type="button" onClick={go} dir="auto">{spot.place}</button> : <strong dir="auto">{spot.place}</strong>}
      </p>
      {spot.what === "changed" && <ul>{spot.lines.map((line) => <LineView key={`${line.language} ${line.text}`} line={line} />)}</ul>}
    </li>
  );
}

function LineView({ line }: { line: Line }) {
  if (!line.before && !line.after) return <li dir="auto">{line.text}</li>;
  return (
    <li>
      <span dir="auto">{line.text}</span>{" "}
      <span lang={line.language} dir="auto">{line.before && <del>{line.before}</del>} {line.after && <ins>{line.after}</ins>}</span>
    </li>
  );
}

// How the draft stands in review, the way there, and what differs from the version that is live.

import { useEditor, useUse } from "../context";
import { useSay } from "../words";
import type { Spot } from "./spots";

export function StageChip() {
  const say = useSay();
  const { name, words, tone } = useEditor((editor) => editor.stage);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const marked = useEditor((editor) => editor.marked);
  const use = useUse();
  return (
    <>
      <button type="button" className="tool" aria-pressed={marked} onClick={() => use.getState().mark(!marked)}>{say("show_changes")}</button>
      <a className="stage" href="review"><span className={`tag${tone ? ` tag-${tone}` : ""}`}>{words}</span></a>
      {mayEdit && name === "draft" && <a className="submit" href="review#submit">{say("submit_for_review")}</a>}
    </>
  );
}

export function Changes({ reveal }: { reveal: (id: string) => void }) {
  const say = useSay();
  const changes = useEditor((editor) => editor.changes);
  if (changes.length === 0) return <p className="problems none">{say("no_changes")}</p>;
  return (
    <section className="problems differences" aria-label={say("changes")}>
      <ul>
        {changes.map((spot) => <SpotView key={spot.node} spot={spot} reveal={reveal} />)}
      </ul>
    </section>
  );
}

function SpotView({ spot, reveal }: { spot: Spot; reveal: (id: string) => void }) {
  const say = useSay();
  const isThere = useEditor((editor) => spot.node in editor.document.nodes);
  return (
    <li className={`is-${spot.what}`}>
      <button type="button" disabled={!isThere} onClick={() => reveal(spot.node)}>
        <span className="severity">{say(`is_${spot.what}`)}</span> {spot.place} {spot.node && <code>{spot.node}</code>}
      </button>
      {spot.what === "changed" && (
        <ul className="lines">
          {spot.lines.map((line) => (
            <li key={`${line.text} ${line.language}`}>
              {line.text}
              {line.language && <span className="tag">{line.language}</span>}
              {line.before && <del lang={line.language} dir="auto">{line.before}</del>}
              {line.after && <ins lang={line.language} dir="auto">{line.after}</ins>}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

// What the gate says as one types: the grave first, each with a way to its place.

import { useEditor, useUse } from "../context";
import { called } from "../kinds";
import { FLOW } from "../store";
import { useTalkStore } from "../phone/talk";
import { useSay } from "../words";
import { MendButton } from "./MendButton";

export function Problems({ reveal }: { reveal: (id: string) => void }) {
  const say = useSay();
  const use = useUse();
  const talk = useTalkStore();
  const problems = useEditor((editor) => editor.problems);
  const faults = useEditor((editor) => editor.faults);
  const seen = useEditor((editor) => editor);
  const { nodes } = seen.document;
  if (faults.length > 0) {
    return (
      <section className="problems" aria-label={say("problems")}>
        <p className="error">{say("not_a_flow")}</p>
        <ul>
          {faults.map((fault) => {
            const [, id = "", place = ""] = /^nodes\.([^.[]+)\.?(.*)$/.exec(fault.path) ?? [];
            return (
              <li key={fault.path} className="error">
                <button type="button" disabled={!nodes[id]} onClick={() => { use.getState().show(id, place); reveal(id); }}>
                  {nodes[id] && <span className="where">{called(id, seen)}</span>} {fault.text} <code className="technical">{fault.path}</code>
                </button>
              </li>
            );
          })}
        </ul>
      </section>
    );
  }
  if (problems.length === 0) return <p className="problems none">{say("no_problems")}</p>;
  return (
    <section className="problems" aria-label={say("problems")}>
      <ul>
        {problems.map((one) => (
          <li key={one.place} className={one.severity}>
            <button
              type="button"
              onClick={() => {
                if (one.field.startsWith("rehearsals[")) return talk.getState().show(true);
                use.getState().show(one.node || FLOW, one.field);
                if (nodes[one.node]) reveal(one.node);
              }}
            >
              <span className="severity">{say(one.severity)}</span>
              {one.node && <span className="where" dir="auto">{called(one.node, seen)}</span>} {one.text}
            </button>
            <MendButton of={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

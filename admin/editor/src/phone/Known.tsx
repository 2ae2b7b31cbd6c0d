// What is known so far: answers, what was found out, and what the department remembers.

import { useEditor } from "../context";
import { useSay } from "../words";
import { useTalk } from "./talk";

export function Known() {
  const say = useSay();
  const played = useTalk((talk) => talk.played);
  const languages = useEditor((editor) => editor.languages);
  if (!played || played.turns.length === 0) return <p className="nothing">{say("phone_known_nothing")}</p>;
  return (
    <div className="known" tabIndex={0}>
      <dl>
        <div><dt>{say("phone_known_where")}</dt><dd>{played.node ? <code>{played.node}</code> : say("phone_known_over")}</dd></div>
        <div><dt>{say("phone_known_time")}</dt><dd>{played.now.slice(0, 16).replace("T", " ")}</dd></div>
        {played.language && <div><dt>{say("phone_language")}</dt><dd>{languages.find(([tag]) => tag === played.language)?.[1] ?? played.language}</dd></div>}
        {played.known.map((one, place) => <div key={place}><dt dir="auto">{one.name}</dt><dd dir="auto">{one.value}</dd></div>)}
      </dl>
    </div>
  );
}

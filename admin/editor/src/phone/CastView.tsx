// Who holds the phone: what they read, what is known of them, and when the talk begins.

import { useEditor } from "../context";
import { useSay } from "../words";
import type { Cast } from "./deeds";
import { useTalk, useTalkStore } from "./talk";

interface Persona {
  key: string;
  name: string;
  /** Nothing for people who took a username: WhatsApp tells businesses their id alone. */
  number: string;
}

const PERSONAS: Persona[] = [
  { key: "stranger", name: "", number: "+85255550101" },
  { key: "named", name: "Alex Carter", number: "+85255550102" },
  { key: "hidden", name: "Robin Lane", number: "" },
  { key: "hidden_stranger", name: "", number: "" },
];

/** Who holds the phone. Whoever a rehearsal is about is none of ours, and has a number. */
function personaOf({ persona, contact }: Cast): Persona {
  const found = PERSONAS.find((one) => one.key === persona);
  return found ?? { key: "script", name: contact.name ?? "", number: "+85255550105" };
}

/** The number that this person shares when asked to; nothing when they keep it to themselves. */
export function numberOf(cast: Cast): string {
  return personaOf(cast).number;
}

export function CastView() {
  const say = useSay();
  const talk = useTalkStore();
  const languages = useEditor((editor) => editor.languages);
  const cast = useTalk((one) => one.cast);
  const { recast } = talk.getState();
  const now = personaOf(cast);
  const people = PERSONAS.includes(now) ? PERSONAS : [now, ...PERSONAS];
  const persona = (key: string) => {
    const found = PERSONAS.find((one) => one.key === key);
    if (found) recast({ persona: key, contact: found.name ? { name: found.name } : {} });
  };
  return (
    <div className="cast">
      <label><span className="unseen">{say("phone_language")}</span>
        <select value={cast.language} onChange={(event) => recast({ language: event.target.value })}>
          <option value="">{say("phone_any_language")}</option>
          {languages.map(([tag, name]) => <option key={tag} value={tag}>{name}</option>)}
        </select>
      </label>
      <label><span className="unseen">{say("phone_person")}</span>
        <select value={cast.persona} onChange={(event) => persona(event.target.value)}>
          {people.map((one) => <option key={one.key} value={one.key}>{say(`phone_person_${one.key}`, { name: one.name })}</option>)}
        </select>
      </label>
      <details>
        <summary>{say("phone_more")}</summary>
        <label>{say("phone_begins")}
          <input type="datetime-local" value={cast.begins} min="2020-01-01T00:00" max="2099-12-31T23:59" onChange={(event) => recast({ begins: event.target.value })} />
        </label>
        <label className="tick"><input type="checkbox" checked={cast.desk} onChange={(event) => recast({ desk: event.target.checked })} />{say("phone_desk")}</label>
      </details>
    </div>
  );
}

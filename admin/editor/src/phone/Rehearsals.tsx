// The rehearsals of the draft: this talk as a new one, and how all of them come out.

import { useState } from "react";
import { useEditor, useUse } from "../context";
import type { FlowDocument } from "../document";
import type { Fault, Server } from "../server";
import { useSay } from "../words";
import { ANYBODY, type Cast, deedOf } from "./deeds";
import { type Result, asRehearsal, rehearse } from "./played";
import { useTalk, useTalkStore } from "./talk";

interface Script {
  name: string;
  language?: string;
  contact?: Record<string, string>;
  begins?: string;
  desk?: boolean;
  steps: Record<string, unknown>[];
}

function scriptsOf(document: FlowDocument): Script[] {
  return Array.isArray(document.rehearsals) ? (document.rehearsals as Script[]) : [];
}

export function Rehearsals({ server, play }: { server: Server; play: () => void }) {
  const say = useSay();
  const use = useUse();
  const talk = useTalkStore();
  const document = useEditor((editor) => editor.document);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const [found, setFound] = useState<{ about: FlowDocument; results: Result[] }>();
  const [told, setTold] = useState<{ text: string; wrong: boolean }>();
  const scripts = scriptsOf(document);
  // What the results are about is another draft once anything is edited.
  const results = found?.about === document ? found.results : undefined;

  const run = async () => {
    try {
      const answer = await rehearse(server, document);
      if ("faults" in answer) return setTold({ text: faulty(answer.faults), wrong: true });
      const good = answer.rehearsals.filter((one) => !one.step).length;
      setFound({ about: document, results: answer.rehearsals });
      setTold({ text: say("phone_ran", { good, all: answer.rehearsals.length }), wrong: good < answer.rehearsals.length });
    } catch {
      setTold({ text: say("phone_away"), wrong: true });
    }
  };
  const faulty = (faults: Fault[]) => `${say("phone_faults")} ${faults[0]?.path ?? ""} ${faults[0]?.text ?? ""}`;
  const load = (script: Script) => {
    const cast: Cast = { ...ANYBODY, persona: "script", language: script.language ?? "", contact: script.contact ?? {}, begins: (script.begins ?? "").replace(" ", "T"), desk: script.desk ?? false };
    talk.getState().begin(cast, script.steps.map(deedOf));
    play();
  };
  return (
    <div className="rehearsals">
      {mayEdit && <Saving server={server} document={document} taken={scripts.map((one) => one.name)} tell={setTold} />}
      <div className="run">
        <h3>{say("phone_rehearsals")}</h3>
        <button type="button" className="tool" disabled={scripts.length === 0} onClick={() => void run()}>{say("phone_run")}</button>
      </div>
      {told && <p className={told.wrong ? "told wrong" : "told"} role="status">{told.text}</p>}
      {scripts.length === 0 && <p className="nothing">{say("phone_no_rehearsals")}</p>}
      <ul>
        {scripts.map((script, place) => {
          const result = results?.[place];
          return (
            <li key={`${script.name} ${place}`} className={result ? (result.step ? "bad" : "good") : ""}>
              <b dir="auto">{script.name}</b>
              <small>{say("phone_steps", { count: script.steps.length })}</small>
              {result && <p className="outcome">{result.step ? say("phone_missed", { step: result.step, why: result.why }) : say("phone_passed")}</p>}
              <span className="tools">
                <button type="button" className="tool" aria-label={say("phone_play_name", { name: script.name })} onClick={() => load(script)}>{say("phone_play")}</button>
                {mayEdit && (
                  <button type="button" className="tool" aria-label={say("phone_remove_name", { name: script.name })} onClick={() => use.getState().edit((before) => withScripts(before, scriptsOf(before).filter((_, other) => other !== place)))}>
                    {say("take_out")}
                  </button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function withScripts(document: FlowDocument, scripts: Script[]): FlowDocument {
  const { rehearsals: _, ...rest } = document;
  return (scripts.length > 0 ? { ...rest, rehearsals: scripts } : rest) as FlowDocument;
}

interface SavingProps {
  server: Server;
  document: FlowDocument;
  taken: string[];
  tell: (told: { text: string; wrong: boolean }) => void;
}

function Saving({ server, document, taken, tell }: SavingProps) {
  const say = useSay();
  const use = useUse();
  const talk = useTalkStore();
  const isEmpty = useTalk((one) => one.steps.length === 0);
  const [name, setName] = useState("");
  const save = async () => {
    const wanted = name.trim();
    if (!wanted) return tell({ text: say("phone_name_first"), wrong: true });
    if (taken.includes(wanted)) return tell({ text: say("phone_name_taken", { name: wanted }), wrong: true });
    try {
      const { cast, steps } = talk.getState();
      const answer = await asRehearsal(server, document, cast, steps, wanted);
      if ("why" in answer) return tell({ text: say("phone_not_kept", { why: answer.why }), wrong: true });
      if ("faults" in answer) return tell({ text: say("phone_faults"), wrong: true });
      use.getState().edit((before) => withScripts(before, [...scriptsOf(before), answer.rehearsal as unknown as Script]));
      tell({ text: say("phone_kept", { name: wanted }), wrong: false });
      setName("");
    } catch {
      tell({ text: say("phone_away"), wrong: true });
    }
  };
  return (
    <form className="saving" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <h3>{say("phone_save")}</h3>
      <p className="help">{isEmpty ? say("phone_save_empty") : say("phone_save_help")}</p>
      <label>{say("name")}<input type="text" maxLength={120} value={name} disabled={isEmpty} onChange={(event) => setName(event.target.value)} /></label>
      <button type="submit" className="tool" disabled={isEmpty}>{say("phone_save_do")}</button>
    </form>
  );
}

// The editor as a whole: bar, canvas, panel and problems, and the draft that goes to the server.

import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useState } from "react";
import { Canvas } from "./canvas/Canvas";
import { isTyping } from "./canvas/keys";
import { EditorContext, ServerContext, useEditor, useServer, useUse } from "./context";
import { Finder } from "./Finder";
import { Panel } from "./panel/Panel";
import { Phone, PhoneButton } from "./phone/Phone";
import { TalkContext, talking, useTalk } from "./phone/talk";
import { Problems } from "./problems/Problems";
import { ChangesView } from "./changes/ChangesView";
import { type Comparing, MarksContext, useComparing, useMarks } from "./changes/changes";
import { Legend } from "./numbers/Legend";
import { type Counting, useCounting } from "./numbers/counting";
import { NumbersContext } from "./numbers/numbers";
import type { Server } from "./server";
import { FIRST, FLOW, type UseEditor } from "./store";
import { Standing } from "./Standing";
import { tidied } from "./document";
import { type Say, SayContext, useSay } from "./words";

interface Props {
  use: UseEditor;
  server: Server;
  say: Say;
}

export function App({ use, server, say }: Props) {
  const [talk] = useState(() => {
    const made = talking();
    if (location.hash === REHEARSALS) made.getState().show(true);
    return made;
  });
  return (
    <SayContext value={say}>
      <EditorContext value={use}>
        <ServerContext value={server}>
          <TalkContext value={talk}>
            <ReactFlowProvider>
              <House />
            </ReactFlowProvider>
          </TalkContext>
        </ServerContext>
      </EditorContext>
    </SayContext>
  );
}

const REHEARSALS = "#rehearsals"; // a link to a rehearsal that does not come out opens the phone so
const NOTICE_FOR = 8000; // milliseconds

function House() {
  const use = useUse();
  const say = useSay();
  const view = useReactFlow();
  const server = useServer();
  const open = useEditor((editor) => editor.open);
  const problems = useEditor((editor) => editor.problems);
  const faults = useEditor((editor) => editor.faults);
  const notice = useEditor((editor) => editor.notice);
  useEffect(() => {
    const timer = setTimeout(() => use.setState({ notice: "" }), NOTICE_FOR);
    return () => clearTimeout(timer);
  }, [notice, use]);
  const [listed, setListed] = useState(false);
  const [finding, setFinding] = useState(false);
  const isTalking = useTalk((one) => one.isOpen);
  const counting = useCounting(server);
  const comparing = useComparing(server);
  const marks = useMarks(comparing.changes);
  const reveal = useCallback(
    (id: string) => void view.fitView({ nodes: [{ id }], duration: 250, maxZoom: 1, minZoom: 0.7 }),
    [view],
  );
  const onKeyDown = (event: React.KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
      event.preventDefault();
      setFinding(true);
    } else if (event.key.toLowerCase() === "n" && !event.ctrlKey && !event.metaKey && !event.altKey && onCanvas(event.target)) {
      counting.toggle();
    }
  };
  const errors = problems.filter((one) => one.severity === "error").length + faults.length;
  const warnings = problems.length + faults.length - errors;
  return (
    <div className="editor" onKeyDown={onKeyDown}>
      <Bar errors={errors} warnings={warnings} list={() => setListed(!listed)} listed={listed} find={() => setFinding(true)} counting={counting} comparing={comparing} />
      {counting.isOn && <Legend counting={counting} table={server.table} />}
      <div className="ground">
        <NumbersContext value={counting.numbers}>
          <MarksContext value={marks}>
            <Canvas />
          </MarksContext>
        </NumbersContext>
        {open && <Panel key={open} id={open} />}
        {isTalking && <Phone server={server} reveal={reveal} />}
      </div>
      {comparing.isOn && <ChangesView comparing={comparing} reveal={reveal} />}
      {listed && <Problems reveal={reveal} />}
      {finding && <Finder close={() => setFinding(false)} reveal={reveal} />}
      {notice && <p className="said" role="status">{say(notice)}</p>}
      <div className="unseen" role="status">{say("problems_now", { errors, warnings })}</div>
    </div>
  );
}

/** Single letters mean something on the canvas alone. */
function onCanvas(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest(".canvas") !== null && !isTyping(target);
}

interface BarProps {
  errors: number;
  warnings: number;
  listed: boolean;
  list: () => void;
  find: () => void;
  counting: Counting;
  comparing: Comparing;
}

function Bar({ errors, warnings, listed, list, find, counting, comparing }: BarProps) {
  const say = useSay();
  const use = useUse();
  const languages = useEditor((editor) => editor.languages);
  const language = useEditor((editor) => editor.language);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const others = useEditor((editor) => editor.others);
  const past = useEditor((editor) => editor.history.past.length);
  const future = useEditor((editor) => editor.history.future.length);
  const placed = useEditor((editor) => Object.keys(editor.document.layout ?? {}).length);
  return (
    <div className="bar" role="toolbar" aria-label={say("tools")}>
      {mayEdit && (
        <>
          <button type="button" className="tool" disabled={past === 0} onClick={() => use.getState().undo()}>{say("undo")}</button>
          <button type="button" className="tool" disabled={future === 0} onClick={() => use.getState().redo()}>{say("redo")}</button>
          {placed > 0 && <button type="button" className="tool" onClick={() => use.getState().edit(tidied)}>{say("tidy")}</button>}
        </>
      )}
      <button type="button" className="tool" onClick={find}>{say("find")}</button>
      <button type="button" className="tool settings" onClick={() => use.getState().show(FLOW, FIRST)}>{say("settings")}</button>
      <button type="button" className="tool" aria-pressed={counting.isOn} aria-keyshortcuts="n" onClick={counting.toggle}>{say("numbers")}</button>
      <button type="button" className="tool" aria-pressed={comparing.isOn} onClick={comparing.toggle}>{say("changes")}</button>
      <div className="switch" role="group" aria-label={say("language")}>
        {languages.map(([tag, name]) => (
          <button type="button" key={tag} lang={tag} aria-pressed={tag === language} onClick={() => use.getState().speak(tag)}>{name}</button>
        ))}
      </div>
      {others.length > 0 && <span className="others" role="status">{say("editing_too", { names: others.join(", ") })}</span>}
      <Standing />
      <PhoneButton />
      <button type="button" className={`tool judged${errors ? " bad" : warnings ? " warn" : " good"}`} aria-expanded={listed} onClick={list}>
        {errors + warnings === 0 ? say("no_problems_short") : say("problems_count", { errors, warnings })}
      </button>
    </div>
  );
}

// The editor as a whole: bar, canvas, panel and problems, and the draft that goes to the server.

import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback, useState } from "react";
import { Canvas } from "./canvas/Canvas";
import { isTyping } from "./canvas/keys";
import { EditorContext, useEditor, useUse } from "./context";
import { Finder } from "./Finder";
import { Panel } from "./panel/Panel";
import { Problems } from "./problems/Problems";
import { Changes, StageChip } from "./review/Review";
import type { Server } from "./server";
import { FLOW, type UseEditor } from "./store";
import { Standing } from "./Standing";
import { tidied } from "./document";
import { useLooking, useSaving } from "./syncing";
import { type Say, SayContext, useSay } from "./words";

interface Props {
  use: UseEditor;
  server: Server;
  say: Say;
  /** The name under which this browser keeps what could not be saved. */
  drawer: string;
}

export function App({ use, server, say, drawer }: Props) {
  return (
    <SayContext value={say}>
      <EditorContext value={use}>
        <ReactFlowProvider>
          <House server={server} drawer={drawer} />
        </ReactFlowProvider>
      </EditorContext>
    </SayContext>
  );
}

function House({ server, drawer }: { server: Server; drawer: string }) {
  const say = useSay();
  const use = useUse();
  const view = useReactFlow();
  const open = useEditor((editor) => editor.open);
  const problems = useEditor((editor) => editor.problems);
  const faults = useEditor((editor) => editor.faults);
  const marked = useEditor((editor) => editor.marked);
  const [listed, setListed] = useState(false);
  const [finding, setFinding] = useState(false);
  useLooking(server);
  useSaving(server, drawer);
  const reveal = useCallback(
    (id: string) => void view.fitView({ nodes: [{ id }], duration: 250, maxZoom: 1, minZoom: 0.7 }),
    [view],
  );
  const onKeyDown = (event: React.KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
      event.preventDefault();
      setFinding(true);
    } else if (event.key === "Escape" && isTyping(event.target)) {
      use.getState().show(undefined);
    }
  };
  const errors = problems.filter((one) => one.severity === "error").length + faults.length;
  return (
    <div className="editor" onKeyDown={onKeyDown}>
      <Bar errors={errors} warnings={problems.length + faults.length - errors} list={() => setListed(!listed)} listed={listed} find={() => setFinding(true)} />
      <div className="ground">
        <Canvas />
        {open && <Panel key={open} id={open} />}
      </div>
      {listed && <Problems reveal={reveal} />}
      {marked && <Changes reveal={reveal} />}
      {finding && <Finder close={() => setFinding(false)} reveal={reveal} />}
      <div className="unseen" role="status" aria-live="polite">{say("problems_now", { errors, warnings: problems.length - errors })}</div>
    </div>
  );
}

interface BarProps {
  errors: number;
  warnings: number;
  listed: boolean;
  list: () => void;
  find: () => void;
}

function Bar({ errors, warnings, listed, list, find }: BarProps) {
  const say = useSay();
  const use = useUse();
  const languages = useEditor((editor) => editor.languages);
  const language = useEditor((editor) => editor.language);
  const mayEdit = useEditor((editor) => editor.mayEdit);
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
      <button type="button" className="tool" onClick={() => use.getState().show(FLOW)}>{say("settings")}</button>
      <div className="switch" role="group" aria-label={say("language")}>
        {languages.map(([tag, name]) => (
          <button type="button" key={tag} lang={tag} aria-pressed={tag === language} onClick={() => use.getState().speak(tag)}>{name}</button>
        ))}
      </div>
      <Standing />
      <StageChip />
      <button type="button" className={`tool judged${errors ? " bad" : warnings ? " warn" : " good"}`} aria-expanded={listed} onClick={list}>
        {errors + warnings === 0 ? say("no_problems_short") : say("problems_count", { errors, warnings })}
      </button>
    </div>
  );
}

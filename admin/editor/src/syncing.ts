// Keeping up with the server: the gate looks as one types, and the draft is saved by itself. What
// could not be saved stays in this browser until it can.

import type { Drawer } from "./drawer";
import type { Server } from "./server";
import type { Editor, Standing, UseEditor } from "./store";

const LOOK_AFTER = 150; // milliseconds without typing
const SAVE_AFTER = 900;
const AGAIN_AFTER = 4000;
const KEEP_AFTER = 200;
const MEET_EVERY = 15_000;

/** Ask the gate after every edit, and again while it cannot be reached; gives what ends it. */
export function startLooking(use: UseEditor, server: Server): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();
  const look = async () => {
    const { document, looked, refused } = use.getState();
    const { signal } = (asking = new AbortController());
    try {
      const answer = await server.look(document, signal);
      if ("faults" in answer) refused(document, answer.faults);
      else looked(document, answer);
    } catch {
      if (!signal.aborted) timer = setTimeout(look, AGAIN_AFTER);
    }
  };
  const plan = (editor: Editor, before?: Editor) => {
    if (editor.document === before?.document) return;
    asking.abort(); // an answer to an older document is worth nothing
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_AFTER);
  };
  const stop = use.subscribe(plan);
  // The answer to opening was about what is stored.
  if (use.getState().document !== use.getState().stored) plan(use.getState());
  return () => {
    stop();
    asking.abort();
    clearTimeout(timer);
  };
}

/** When to save next, by how the draft stands; the others wait for an edit or a person. */
const PAUSES: Partial<Record<Standing, number>> = {
  unsaved: SAVE_AFTER, merged: SAVE_AFTER, away: AGAIN_AFTER, signedOut: AGAIN_AFTER,
};

/** Save some time after the last edit, again and again while the server is away; gives what ends it. */
export function startSaving(use: UseEditor, server: Server): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => void use.getState().save(server);
  const plan = (editor: Editor, before?: Editor) => {
    const isAsBefore = editor.document === before?.document && editor.standing === before.standing && editor.stored === before.stored;
    if (isAsBefore) return;
    clearTimeout(timer);
    const pause = PAUSES[editor.standing];
    if (pause !== undefined) timer = setTimeout(save, pause);
  };
  const stop = use.subscribe(plan);
  plan(use.getState());
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Ask now and then who else is here, while somebody looks at the page; gives what ends it. */
export function startMeeting(use: UseEditor, server: Server): () => void {
  const meet = () => {
    if (!document.hidden) void use.getState().meet(server).catch(() => undefined); // saving says when the server is away
  };
  meet();
  const timer = setInterval(meet, MEET_EVERY);
  document.addEventListener("visibilitychange", meet);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", meet);
  };
}

/** Keep what is not saved in `drawer`, so that no crash takes it; gives what ends it. */
export function startKeeping(use: UseEditor, drawer: Drawer, page: EventTarget = window): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    const { document, stored, sent, standing } = use.getState();
    if (standing === "reading") return;
    if (standing === "saved" || document === stored) drawer.empty();
    else drawer.keep({ base: stored, sent, document });
  };
  const plan = () => {
    timer ??= setTimeout(keep, KEEP_AFTER);
  };
  const warn = (event: Event) => {
    keep();
    if (!["saved", "reading"].includes(use.getState().standing)) event.preventDefault();
  };
  const stop = use.subscribe(plan);
  keep();
  page.addEventListener("beforeunload", warn);
  page.addEventListener("pagehide", keep);
  return () => {
    stop();
    clearTimeout(timer);
    page.removeEventListener("beforeunload", warn);
    page.removeEventListener("pagehide", keep);
  };
}

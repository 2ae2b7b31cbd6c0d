// Keeping up with the server: the gate looks as one types, and the draft is saved by itself. What
// could not be saved stays in this browser until it can.

import { useEffect } from "react";
import { useEditor, useUse } from "./context";
import type { FlowDocument } from "./document";
import { same } from "./merge";
import type { Server } from "./server";

const LOOK_AFTER = 150; // milliseconds without typing
const SAVE_AFTER = 900;
const AGAIN_AFTER = 4000;

/** Ask the gate after every edit; an answer to an older document is dropped. */
export function useLooking(server: Server): void {
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await server.look(document, stop.signal);
        if ("faults" in answer) use.getState().refused(answer.faults);
        else use.getState().looked(document, answer);
      } catch {
        // The connection is away, or a newer edit has taken over: that one asks again.
      }
    }, LOOK_AFTER);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [document, server, use]);
}

/** Save some time after the last edit, again and again while the server is away. */
export function useSaving(server: Server, drawer: string): void {
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  const standing = useEditor((editor) => editor.standing);
  useEffect(() => {
    const { stored, revision } = use.getState();
    if (same(document, stored)) localStorage.removeItem(drawer);
    else localStorage.setItem(drawer, JSON.stringify({ revision, document } satisfies Kept));
  }, [document, standing, drawer, use]);
  useEffect(() => {
    if (standing !== "unsaved" && standing !== "away" && standing !== "merged" && standing !== "refused") return;
    if (standing === "refused" && use.getState().faults.length > 0) return;
    const timer = setTimeout(() => void use.getState().save(server), standing === "away" ? AGAIN_AFTER : SAVE_AFTER);
    return () => clearTimeout(timer);
  }, [document, standing, server, use]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (!["saved", "reading"].includes(use.getState().standing)) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [use]);
}

interface Kept {
  revision: number;
  document: FlowDocument;
}

/** What an earlier page could not save, where nobody has saved anything since; it is used up. */
export function kept(drawer: string, revision: number): FlowDocument | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(drawer) ?? "null") as Kept | null;
    return found?.revision === revision ? found.document : undefined;
  } catch {
    return undefined;
  }
}

// What the canvas asks of the server, and what it makes of the answers.

import type { FlowDocument } from "./document";
import type { Card, Kind, Piece, Problem } from "./kinds";
import type { Changes } from "./changes/changes";
import type { Numbers } from "./numbers/numbers";

export interface Opened {
  revision: number;
  document: FlowDocument;
  cards: Record<string, Card>;
  /** What staff call what texts can name, by its path. */
  names: Record<string, string>;
  problems: Problem[];
  kinds: Kind[];
  /** The fields of the flow's own settings. */
  frame: Piece[];
  offers: Record<string, [string, string][]>;
  languages: [string, string][];
  language: string;
  mayEdit: boolean;
  token: string;
}

export interface Fault {
  path: string;
  text: string;
}

export type Looked = { cards: Record<string, Card>; names: Record<string, string>; problems: Problem[] } | { faults: Fault[] };

/** At what stage the draft is, in two words, and the tone of the tag that holds them. */
export interface Chip {
  words: string;
  tone: string;
}

export type Saved =
  | { is: "saved"; revision: number; chip: Chip }
  | { is: "stale"; revision: number; document: FlowDocument }
  | { is: "refused"; faults: Fault[] }
  | { is: "signedOut" }
  | { is: "away" };

export interface Server {
  /** The page with the numbers as a table. */
  table: string;
  open(): Promise<Opened>;
  look(document: FlowDocument, signal: AbortSignal): Promise<Looked>;
  save(document: FlowDocument, seen: number): Promise<Saved>;
  /** Keep a file among the department's: what a step stores for it, and its name; or why not. */
  keep(file: File): Promise<{ offer: [string, string] } | { text: string }>;
  /** Who else edits, and what revision is stored; asking is being seen. */
  meet(): Promise<{ others: string[]; revision: number; chip: Chip }>;
  /** The document without the problem at `place`; null where that needs a person. */
  mend(document: FlowDocument, place: string): Promise<FlowDocument | null>;
  /** Send JSON to another of the canvas's addresses. */
  post(path: string, body: unknown, signal?: AbortSignal): Promise<Response>;
  numbers(period: string, signal: AbortSignal): Promise<Numbers>;
  /** What differs from the live version; null where the document is no flow. */
  compare(document: FlowDocument, signal: AbortSignal): Promise<Changes | null>;
}

const TOO_LONG = 30_000; // milliseconds; a connection that hangs is none

/** The server at `base` (`/admin/flows/3/canvas`), asked with the page's token. */
export function server(base: string, token: string): Server {
  let current = token;
  const ask = (path: string, body: string, signal: AbortSignal) =>
    fetch(`${base}/${path}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", "X-CSRFToken": current },
      redirect: "manual",
      signal,
    });
  /** Ask; where the person has signed in anew in another tab, once more with the token of now. */
  const send = async (path: string, body: unknown, signal: AbortSignal) => {
    const text = JSON.stringify(body);
    const answer = await ask(path, text, signal);
    if (!isOut(answer)) return answer;
    const opened = await fetch(`${base}/draft`, { redirect: "manual", signal });
    if (!opened.ok) return answer;
    current = ((await opened.json()) as Opened).token;
    return ask(path, text, signal);
  };
  return {
    post: (path, body, signal = AbortSignal.timeout(TOO_LONG)) => send(path, body, signal),
    table: base.replace(/canvas$/, "numbers"),
    async open() {
      const answer = await fetch(`${base}/draft`);
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()) as Opened;
    },
    async numbers(period, signal) {
      const answer = await fetch(`${base}/numbers?period=${encodeURIComponent(period)}`, { signal, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()) as Numbers;
    },
    async look(document, signal) {
      const answer = await send("look", { document }, signal);
      if (answer.status === 422 || answer.ok) return (await answer.json()) as Looked;
      throw new Error(String(answer.status));
    },
    async keep(file) {
      const body = new FormData();
      body.set("file", file);
      const answer = await fetch(`${base}/files`, { method: "POST", body, headers: { "X-CSRFToken": current }, redirect: "manual" });
      if (answer.ok || answer.status === 422) return await answer.json();
      throw new Error(String(answer.status));
    },
    async meet() {
      const answer = await fetch(`${base}/present`, { headers: { "X-Sampan-Live": "1" }, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()) as { others: string[]; revision: number; chip: Chip };
    },
    async compare(document, signal) {
      const answer = await send("changes", { document }, signal);
      if (answer.status === 422) return null;
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()) as Changes;
    },
    async mend(document, place) {
      const answer = await send("mend", { document, place }, AbortSignal.timeout(TOO_LONG));
      if (!answer.ok) throw new Error(String(answer.status));
      return ((await answer.json()) as { document: FlowDocument | null }).document;
    },
    async save(document, seen) {
      try {
        const answer = await send("draft", { document, seen }, AbortSignal.timeout(TOO_LONG));
        if (answer.ok) return { is: "saved", ...((await answer.json()) as { revision: number; chip: Chip }) };
        if (answer.status === 409) return { is: "stale", ...(await answer.json()) };
        if (answer.status === 422) return { is: "refused", ...(await answer.json()) };
        return isOut(answer) ? { is: "signedOut" } : { is: "away" };
      } catch {
        return { is: "away" };
      }
    },
  };
}

function isOut(answer: Response): boolean {
  return answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status);
}

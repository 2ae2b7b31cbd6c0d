// What the canvas asks of the server, and what it makes of the answers.

import type { FlowDocument } from "./document";
import type { Card, Kind, Piece, Problem } from "./kinds";
import type { Numbers } from "./numbers/numbers";

export interface Opened {
  revision: number;
  document: FlowDocument;
  cards: Record<string, Card>;
  problems: Problem[];
  kinds: Kind[];
  /** The fields of the flow's own settings. */
  frame: Piece[];
  offers: Record<string, [string, string][]>;
  languages: [string, string][];
  language: string;
  mayEdit: boolean;
}

export interface Fault {
  path: string;
  text: string;
}

export type Looked = { cards: Record<string, Card>; problems: Problem[] } | { faults: Fault[] };

export type Saved =
  | { is: "saved"; revision: number }
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
  numbers(period: string, signal: AbortSignal): Promise<Numbers>;
}

/** The server at `base` (`/admin/flows/3/canvas`), asked with the page's token. */
export function server(base: string, token: string): Server {
  const send = (path: string, body: unknown, signal?: AbortSignal) =>
    fetch(`${base}/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      redirect: "manual",
      ...(signal ? { signal } : {}),
    });
  return {
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
    async save(document, seen) {
      try {
        const answer = await send("draft", { document, seen });
        if (answer.ok) return { is: "saved", ...((await answer.json()) as { revision: number }) };
        if (answer.status === 409) return { is: "stale", ...(await answer.json()) };
        if (answer.status === 422) return { is: "refused", ...(await answer.json()) };
        const out = answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status);
        return out ? { is: "signedOut" } : { is: "away" };
      } catch {
        return { is: "away" };
      }
    },
  };
}

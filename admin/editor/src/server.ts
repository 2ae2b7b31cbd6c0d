// What the canvas asks of the server, and what it makes of the answers.

import type { FlowDocument } from "./document";
import type { Card, Kind, Piece, Problem } from "./kinds";
import type { Spot, Stage } from "./review/spots";

export interface Opened {
  revision: number;
  document: FlowDocument;
  cards: Record<string, Card>;
  problems: Problem[];
  changes: Spot[];
  stage: Stage;
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

export type Looked = Pick<Opened, "cards" | "problems" | "changes" | "stage"> | { faults: Fault[] };

export type Saved =
  | { is: "saved"; revision: number }
  | { is: "stale"; revision: number; document: FlowDocument }
  | { is: "refused"; faults: Fault[] }
  | { is: "signedOut" }
  | { is: "away" };

export interface Server {
  open(): Promise<Opened>;
  look(document: FlowDocument, signal: AbortSignal): Promise<Looked>;
  save(document: FlowDocument, seen: number): Promise<Saved>;
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
    async open() {
      const answer = await fetch(`${base}/draft`);
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()) as Opened;
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

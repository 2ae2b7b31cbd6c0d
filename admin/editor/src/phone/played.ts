// What the server tells of a talk with the draft.

import type { FlowDocument } from "../document";
import type { Fault, Server } from "../server";
import { type Answer, type Cast, type Deed, sent } from "./deeds";

export interface Button {
  id: string;
  title: string;
}

export interface Row extends Button {
  description: string;
}

/** A message as `flows/messages.py` has it, with the node of the draft that said it. */
export type Bubble = { node: string } & (
  | { type: "text"; body: string }
  | { type: "media"; media: "image" | "video" | "audio" | "document" | "sticker"; caption: string; filename: string; url: string }
  | { type: "place"; latitude: number; longitude: number; name: string; address: string }
  | { type: "buttons"; body: string; footer: string; buttons: Button[] }
  | { type: "choices"; body: string; footer: string; button: string; sections: { title: string; rows: Row[] }[] }
  | { type: "link"; body: string; footer: string; label: string; url: string }
  | { type: "contact"; name: string; organisation: string; phones: { number: string }[] }
  | { type: "ask_location"; body: string }
  | { type: "ask_phone"; body: string }
  | { type: "template"; name: string; header: string; body: string; footer: string; buttons: Button[] }
);

export interface Turn {
  /** The step that brought it, from 0. */
  step: number;
  /** A sample answered what was called; otherwise the step itself brought it. */
  sampled: boolean;
  /** When, on the department's clock: ISO with its offset. */
  at: string;
  did: Deed;
  said: Bubble[];
  asides: { kind: "done" | "wrong"; text: string }[];
  /** Nodes of the draft that were entered, and those that were left, with the exit. */
  path: [string, string][];
  answers: Answer[];
}

export interface Wait {
  deed: "silence" | "due" | "person";
  due: string;
}

export interface Played {
  turns: Turn[];
  stopped: { step: number; text: string } | null;
  now: string;
  language: string;
  node: string;
  inside: string;
  known: { name: string; value: string }[];
  waits: Wait[];
  /** What can be tried out as an answer, where a system was asked and no sample answers. */
  answers: Answer[];
}

export interface Result {
  name: string;
  /** The step (from 1) that did not come out; 0 when all did. */
  step: number;
  why: string;
}

type Refused = { faults: Fault[] };

/** The talk, played by the server on `document`, which need not be saved. */
export async function play(server: Server, document: FlowDocument, cast: Cast, steps: readonly Deed[], signal: AbortSignal): Promise<Played | Refused> {
  const answer = await server.post("talk", { document, talk: sent(cast, steps) }, signal);
  if (answer.ok || answer.status === 422) return (await answer.json()) as Played | Refused;
  throw new Error(String(answer.status));
}

/** The talk as a rehearsal of this name; or why it cannot be one. */
export async function asRehearsal(server: Server, document: FlowDocument, cast: Cast, steps: readonly Deed[], name: string): Promise<{ rehearsal: Record<string, unknown> } | { why: string } | Refused> {
  const answer = await server.post("rehearsal", { document, talk: sent(cast, steps), name });
  if (answer.ok || answer.status === 409 || answer.status === 422) return await answer.json();
  throw new Error(String(answer.status));
}

/** How every rehearsal of `document` comes out. */
export async function rehearse(server: Server, document: FlowDocument): Promise<{ rehearsals: Result[] } | Refused> {
  const answer = await server.post("rehearse", { document });
  if (answer.ok || answer.status === 422) return await answer.json();
  throw new Error(String(answer.status));
}

// The talk as it is sent: who talks, and every deed in order. Playing it is the server's.

/** One deed, as a step of a rehearsal has it; `choice` is the id of what was tapped. */
export interface Deed {
  words?: string;
  tap?: string;
  choice?: string;
  photo?: true | string;
  video?: true | string;
  voice?: true;
  audio?: true;
  document?: true | string;
  pin?: [number, number];
  card?: string;
  unusable?: string;
  silence?: true;
  due?: true;
  later?: string;
  reply?: Answer;
  taken?: true;
  handed_back?: "closed" | "nobody";
}

export interface Answer {
  outcome: string;
  data: Record<string, unknown>;
}

/**
 * Who talks, in what language (empty: as their words tell), when it begins, whether people answer.
 * `persona` is who holds the phone: what the flow does not know of them, such as a hidden number.
 */
export interface Cast {
  persona: string;
  language: string;
  contact: Record<string, string>;
  begins: string;
  desk: boolean;
}

export const ANYBODY: Cast = { persona: "stranger", language: "", contact: {}, begins: "", desk: false };

const DEEDS = [
  "words", "tap", "photo", "video", "voice", "audio", "document", "pin", "card", "unusable", "silence",
  "due", "later", "reply", "taken", "handed_back",
] as const;

/** The deed of a stored step, without what was expected of the answer. */
export function deedOf(step: Record<string, unknown>): Deed {
  const name = DEEDS.find((one) => step[one] !== undefined);
  return name ? ({ [name]: step[name] } as Deed) : {};
}

export function nameOf(deed: Deed): string {
  return DEEDS.find((one) => deed[one] !== undefined) ?? "";
}

/** The talk as the server reads it. */
export function sent({ language, contact, begins, desk }: Cast, steps: readonly Deed[]) {
  return {
    ...(language ? { language } : {}),
    ...(begins ? { begins: begins.replace("T", " ") } : {}),
    ...(desk ? { desk } : {}),
    contact,
    steps,
  };
}

/** A turn's place in the talk, and whether a sample answered in it. */
interface Place {
  step: number;
  sampled: boolean;
  did: Deed;
}

/**
 * The steps with another answer of a system in the turn at `at`. What samples answered before it in
 * the same step is written down, since a step's samples do not answer any more when the next one does.
 */
export function answered(steps: readonly Deed[], turns: readonly Place[], at: number, by: Deed): Deed[] {
  const turn = turns[at];
  if (!turn) return [...steps];
  if (!turn.sampled) return steps.map((one, place) => (place === turn.step ? by : one));
  const before = turns.slice(0, at).filter((one) => one.sampled && one.step === turn.step).map((one) => one.did);
  return [...steps.slice(0, turn.step + 1), ...before, by, ...steps.slice(turn.step + 1)];
}

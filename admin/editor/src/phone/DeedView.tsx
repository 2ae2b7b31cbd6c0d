// What was done in a turn: the citizen's own bubble, or a line for what time, a system or a person did.

import { useSay } from "../words";
import { ContactView, PlaceView, Words } from "./BubbleView";
import { type Answer, type Deed, nameOf } from "./deeds";
import { Icon } from "./Icon";
import type { Turn } from "./played";

const SENT: Record<string, string> = { photo: "photo", video: "video", unusable: "smile", voice: "mic", audio: "mic", document: "paper" };

interface Props {
  turn: Turn;
  time: string;
  /** Another answer of the system that was asked, where it can be chosen. */
  answer: ((by: Deed) => void) | undefined;
}

export function DeedView({ turn, time, answer }: Props) {
  const say = useSay();
  const { did } = turn;
  if (turn.answers.length > 0) return <Answered turn={turn} answer={answer} />;
  if (did.handed_back) return <Line text={say(`phone_did_${did.handed_back}`)} />;
  if (did.reply) return <Line text={say("phone_answered", { outcome: outcomeOf(did.reply, say) })} />;
  if (did.silence || did.due || did.taken) return <Line text={say(`phone_did_${nameOf(did)}`)} />;
  return (
    <li className="bubble out">
      <span className="unseen">{say("phone_you")}: </span>
      <div className="box">
        <Own deed={did} />
        <span className="foot"><time>{time}</time></span>
      </div>
    </li>
  );
}

export function Line({ text, kind = "done" }: { text: string; kind?: string }) {
  return <li className={`aside ${kind}`}>{text}</li>;
}

function Own({ deed }: { deed: Deed }) {
  const say = useSay();
  if (deed.words !== undefined) return <Words text={deed.words} />;
  if (deed.tap !== undefined) return <div className="words" dir="auto">{deed.tap}</div>;
  if (deed.pin) return <PlaceView latitude={deed.pin[0]} longitude={deed.pin[1]} lines={[]} />;
  if (deed.card) return <ContactView name={say("phone_own_number")} about={deed.card} />;
  const kind = nameOf(deed);
  return <div className="sent-file"><Icon name={SENT[kind] ?? "photo"} /><span>{say(`phone_kind_${kind}`)}</span></div>;
}

/** A system's answer, with the others that it might have given. */
function Answered({ turn, answer }: { turn: Turn; answer: ((by: Deed) => void) | undefined }) {
  const say = useSay();
  const now = turn.did.reply ?? SLOW;
  const others = turn.answers.some((one) => same(one, now)) ? turn.answers : [now, ...turn.answers];
  return (
    <li className="aside answered">
      <label>
        <span>{say("phone_system_answers")}</span>
        <select
          disabled={!answer}
          value={others.findIndex((one) => same(one, now))}
          onChange={(event) => answer?.(deedOfAnswer(others[Number(event.target.value)] ?? now))}
        >
          {others.map((one, place) => <option key={JSON.stringify(one)} value={place}>{toldAnswer(one, say)}</option>)}
        </select>
      </label>
    </li>
  );
}

const SLOW: Answer = { outcome: "slow", data: {} };

function same(one: Answer, two: Answer): boolean {
  return JSON.stringify([one.outcome, one.data]) === JSON.stringify([two.outcome, two.data]);
}

/** The deed that brings an answer: a system that is too slow brings none. */
export function deedOfAnswer(answer: Answer): Deed {
  return answer.outcome === "slow" ? { silence: true } : { reply: answer };
}

/** An answer in a few words: how it went, and what it brought. */
export function toldAnswer(answer: Answer, say: (key: string) => string): string {
  const data = Object.entries(answer.data).map(([name, value]) => `${name}: ${typeof value === "object" ? "…" : String(value)}`);
  const brought = data.join(", ");
  return `${outcomeOf(answer, say)}${brought ? ` (${brought.length > 48 ? `${brought.slice(0, 47)}…` : brought})` : ""}`;
}

function outcomeOf({ outcome }: Answer, say: (key: string) => string): string {
  const told = say(`phone_outcome_${outcome}`);
  return told.startsWith("phone_outcome_") ? outcome : told;
}

// The talk: every turn with what was done, what was said, and what else came of it.

import { useEffect, useRef } from "react";
import { type Say, useSay } from "../words";
import { BubbleView, type Hand } from "./BubbleView";
import { LATER } from "./Composer";
import { DeedView, Line } from "./DeedView";
import { dayOf } from "./clock";
import type { Deed } from "./deeds";
import type { Played, Turn } from "./played";
import { useTalk, useTalkStore } from "./talk";

export function Log({ hand }: { hand: Hand }) {
  const say = useSay();
  const played = useTalk((talk) => talk.played);
  const steps = useTalk((talk) => talk.steps);
  const faults = useTalk((talk) => talk.faults);
  const isAway = useTalk((talk) => talk.isAway);
  const place = useRef<HTMLDivElement>(null);
  const turns = played?.turns ?? [];
  const count = turns.length;
  useEffect(() => {
    // The newest at the bottom, where a telephone has it.
    if (place.current) place.current.scrollTop = count ? place.current.scrollHeight : 0;
  }, [count]);
  return (
    <div className="talk" ref={place} tabIndex={0} role="region" aria-label={say("phone_talk")}>
      {steps.length === 0 && <p className="begin">{say("phone_begin")}</p>}
      <div role="log" aria-live="polite" aria-relevant="additions">
        <ol className="bubbles">
          {played?.turns.map((turn, number) => (
            <TurnView key={`${turn.step} ${number}`} turn={turn} before={turns[number - 1]} number={number} steps={steps} hand={hand} />
          ))}
          {played && played.turns.length > 0 && <Passed steps={steps} from={(turns.at(-1)?.step ?? -1) + 1} to={steps.length} />}
          {played?.stopped && <Line kind="wrong" text={say("phone_stopped", { why: played.stopped.text })} />}
          {played && count > 0 && isOver(played) && <Line text={say("phone_over")} />}
          {played?.inside && <Line text={say("phone_inside", { flow: played.inside })} />}
        </ol>
      </div>
      {faults.length > 0 && (
        <div className="trouble" role="alert">
          <p>{say("phone_faults")}</p>
          <ul>{faults.slice(0, 3).map((fault) => <li key={fault.path}><code>{fault.path}</code> {fault.text}</li>)}</ul>
        </div>
      )}
      {isAway && <p className="trouble" role="alert">{say("phone_away")}</p>}
    </div>
  );
}

/** Nothing waits: neither here, nor in another flow, nor for a time that is to come. */
function isOver({ node, inside, stopped, waits }: Played): boolean {
  return !node && !inside && !stopped && waits.length === 0;
}

interface TurnProps {
  turn: Turn;
  before: Turn | undefined;
  number: number;
  steps: readonly Deed[];
  hand: Hand;
}

function TurnView({ turn, before, number, steps, hand }: TurnProps) {
  const talk = useTalkStore();
  const day = turn.at.slice(0, 10);
  const time = turn.at.slice(11, 16);
  // What a system is to answer can be chosen where a deed, not time, asked it.
  const answer = steps[turn.step]?.later ? undefined : (by: Deed) => talk.getState().answer(number, by);
  return (
    <>
      <Passed steps={steps} from={before ? before.step + 1 : 0} to={turn.step + (steps[turn.step]?.later && before?.step !== turn.step ? 1 : 0)} />
      {day !== before?.at.slice(0, 10) && <li className="day"><time dateTime={turn.at}>{dayOf(turn.at)}</time></li>}
      <DeedView turn={turn} time={time} answer={answer} />
      {turn.said.map((bubble, place) => <BubbleView key={place} bubble={bubble} time={time} hand={hand} />)}
      {turn.asides.map((aside) => <Line key={aside.text} kind={aside.kind} text={aside.text} />)}
    </>
  );
}

/** The times that passed between two turns. */
function Passed({ steps, from, to }: { steps: readonly Deed[]; from: number; to: number }) {
  const say = useSay();
  return steps.slice(from, to).map((deed, place) => deed.later && <Line key={place} text={laterOf(deed.later, say)} />);
}

/** A time that passed, in words where the phone has a button for it. */
function laterOf(time: string, say: Say): string {
  return LATER.includes(time) ? say(`phone_later_${time}`) : say("phone_later", { time });
}

// Below the talk: what waits, time that passes on command, and what the citizen says next.

import { useState } from "react";
import { useSay } from "../words";
import { deedOfAnswer, toldAnswer } from "./DeedView";
import type { Deed } from "./deeds";
import { Icon } from "./Icon";
import { momentOf } from "./clock";
import { useTalk, useTalkStore } from "./talk";

/** What may pass at a tap. */
export const LATER = ["1h", "1d"];

interface Props {
  take: (deed: Deed) => void;
  attach: () => void;
}

export function Composer({ take, attach }: Props) {
  const say = useSay();
  const talk = useTalkStore();
  const canGoBack = useTalk((one) => one.steps.length > 0);
  const [words, setWords] = useState("");
  const send = () => {
    if (!words.trim()) return;
    take({ words: words.trim() });
    setWords("");
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <>
      <Awaited take={take} />
      <div className="chips" role="group" aria-label={say("phone_time")}>
        <button type="button" disabled={!canGoBack} onClick={() => talk.getState().back()}>{say("phone_back")}</button>
        {LATER.map((time) => <button type="button" key={time} onClick={() => take({ later: time })}>{say(`phone_later_${time}`)}</button>)}
      </div>
      <form className="writing" onSubmit={(event) => { event.preventDefault(); send(); }}>
        <button type="button" className="round" onClick={attach} aria-label={say("phone_attach")} title={say("phone_attach")} aria-haspopup="dialog"><Icon name="attach" /></button>
        <textarea rows={1} maxLength={4000} value={words} aria-label={say("phone_message")} placeholder={say("phone_message")} onChange={(event) => setWords(event.target.value)} onKeyDown={onKeyDown} />
        <button type="submit" className="round send" aria-label={say("phone_send")}><Icon name="send" /></button>
      </form>
    </>
  );
}

/** What comes by itself if it is let: the end of patience, a system's answer, a person. */
function Awaited({ take }: { take: (deed: Deed) => void }) {
  const say = useSay();
  const waits = useTalk((talk) => talk.played?.waits);
  const answers = useTalk((talk) => talk.played?.answers);
  if (answers && answers.length > 0) {
    return (
      <div className="awaited" role="group" aria-label={say("phone_system_answers")}>
        <span>{say("phone_system_answers")}</span>
        {answers.map((one) => <button type="button" key={JSON.stringify(one)} onClick={() => take(deedOfAnswer(one))}>{toldAnswer(one, say)}</button>)}
      </div>
    );
  }
  if (!waits || waits.length === 0) return null;
  const isWithPerson = waits.some((one) => one.deed === "person");
  return (
    <div className="awaited" role="group" aria-label={say("phone_waits")}>
      {isWithPerson && (
        <>
          <button type="button" onClick={() => take({ taken: true })}>{say("phone_do_taken")}</button>
          <button type="button" onClick={() => take({ handed_back: "closed" })}>{say("phone_do_closed")}</button>
          <button type="button" onClick={() => take({ handed_back: "nobody" })}>{say("phone_do_nobody")}</button>
        </>
      )}
      {waits.filter((one) => one.deed !== "person").map((one) => (
        <button type="button" key={one.deed} onClick={() => take(one.deed === "due" ? { due: true } : { silence: true })}>
          {say(`phone_do_${one.deed}`, { time: momentOf(one.due) })}
        </button>
      ))}
    </div>
  );
}

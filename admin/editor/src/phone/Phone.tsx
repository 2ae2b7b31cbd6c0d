// The phone beside the canvas: the draft as a citizen meets it, through the real interpreter.

import { useEffect, useRef, useState } from "react";
import { useEditor, useUse } from "../context";
import type { Server } from "../server";
import { useSay } from "../words";
import { Attach, ListSheet } from "./Attach";
import type { Hand } from "./BubbleView";
import { CastView, numberOf } from "./CastView";
import { Composer } from "./Composer";
import { ANYBODY } from "./deeds";
import { Known } from "./Known";
import { Log } from "./Log";
import { Rehearsals } from "./Rehearsals";
import type { Bubble } from "./played";
import { usePlaying, useTalk, useTalkStore } from "./talk";

interface Props {
  server: Server;
  reveal: (id: string) => void;
}

const TABS = ["talk", "known", "rehearsals"] as const;

export function Phone({ server, reveal }: Props) {
  const say = useSay();
  const use = useUse();
  const talk = useTalkStore();
  const name = useEditor((editor) => editor.document.name);
  const [tab, setTab] = useState<(typeof TABS)[number]>("talk");
  const [sheet, setSheet] = useState<"attach" | "places" | (Bubble & { type: "choices" })>();
  const [notice, setNotice] = useState("");
  const screen = useRef<HTMLElement>(null);
  usePlaying(server);
  useEffect(() => {
    // Whoever begins to try the draft means the words that they see on the cards.
    if (talk.getState().cast === ANYBODY) talk.getState().recast({ language: use.getState().language });
    screen.current?.querySelector("textarea")?.focus();
  }, [talk, use]);

  const { take, show, begin } = talk.getState();
  const does: typeof take = (deed) => {
    setNotice("");
    take(deed);
  };
  const hand: Hand = {
    tap: (title, choice) => does({ tap: title, choice }),
    openList: setSheet,
    askLocation: () => setSheet("places"),
    sharePhone: () => {
      const number = numberOf(talk.getState().cast);
      if (number) does({ card: number });
      else setNotice(say("phone_hidden"));
    },
    reveal: (node) => {
      use.getState().show(node);
      reveal(node);
    },
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "Escape" || event.target instanceof HTMLSelectElement) return;
    event.stopPropagation();
    show(false);
  };
  const onTabKey = (event: React.KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = by && TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length];
    if (!next) return;
    setTab(next);
    document.getElementById(`phone-${next}`)?.focus();
  };
  return (
    <section className="phone whatsapp" aria-label={say("phone")} ref={screen} onKeyDown={onKeyDown}>
      <header className="top">
        <div className="who"><b>{name}</b><small>{say("phone_practice")}</small></div>
        <button type="button" className="quiet" onClick={() => { setNotice(""); begin(talk.getState().cast); }} title={say("phone_restart")} aria-label={say("phone_restart")}>↺</button>
        <button type="button" className="quiet" onClick={() => show(false)} aria-label={say("phone_close")}>×</button>
      </header>
      <div className="tabs" role="tablist" aria-label={say("phone")} onKeyDown={onTabKey}>
        {TABS.map((one) => (
          <button type="button" key={one} role="tab" id={`phone-${one}`} aria-selected={one === tab} tabIndex={one === tab ? 0 : -1} aria-controls="phone-screen" onClick={() => setTab(one)}>
            {say(`phone_tab_${one}`)}
          </button>
        ))}
      </div>
      <div className="screen" id="phone-screen" role="tabpanel" aria-labelledby={`phone-${tab}`}>
        {tab === "talk" && (
          <>
            <CastView />
            <Log hand={hand} />
            {notice && <p className="phone-notice" role="status">{notice}</p>}
            <Composer take={does} attach={() => setSheet("attach")} />
          </>
        )}
        {tab === "known" && <Known />}
        {tab === "rehearsals" && <Rehearsals server={server} play={() => setTab("talk")} />}
        {sheet === "attach" || sheet === "places" ? (
          <Attach places={sheet === "places"} take={does} close={() => setSheet(undefined)} />
        ) : sheet && <ListSheet bubble={sheet} tap={hand.tap} close={() => setSheet(undefined)} />}
      </div>
    </section>
  );
}

/** The button of the bar that opens the phone and puts it away. */
export function PhoneButton() {
  const say = useSay();
  const talk = useTalkStore();
  const isOpen = useTalk((one) => one.isOpen);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    // Whoever put the phone away with the keys goes on from here.
    if (wasOpen.current && !isOpen) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  useEffect(() => {
    // From anywhere on the page, also while one types: the phone is wanted where the hands are.
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.altKey || event.code !== "KeyP") return;
      event.preventDefault();
      talk.getState().show(!talk.getState().isOpen);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [talk]);
  return (
    <button type="button" ref={button} className="tool try" aria-pressed={isOpen} aria-keyshortcuts="Alt+P" title={say("phone_try_help")} onClick={() => talk.getState().show(!isOpen)}>
      {say("phone_try")}
    </button>
  );
}

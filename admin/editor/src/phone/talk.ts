// The talk on the phone beside the canvas: what was done, and what the server made of it.

import { createContext, useContext, useEffect, useRef } from "react";
import { create } from "zustand";
import { useEditor } from "../context";
import type { Fault, Server } from "../server";
import { ANYBODY, type Cast, type Deed, answered } from "./deeds";
import { type Played, play } from "./played";

const AFTER_TYPING = 250; // milliseconds; a deed is played at once

export interface Talk {
  isOpen: boolean;
  cast: Cast;
  steps: Deed[];
  played: Played | undefined;
  /** Why the draft cannot be played at all. */
  faults: Fault[];
  isAway: boolean;

  show(isOpen: boolean): void;
  /** The citizen, time, a system or a person does something; what could not be done is dropped. */
  take(deed: Deed): void;
  back(): void;
  begin(cast: Cast, steps?: Deed[]): void;
  /** Begin anew with somebody else, saying and doing the same. */
  recast(change: Partial<Cast>): void;
  /** Another answer of a system in the turn at this place. */
  answer(turn: number, by: Deed): void;
  came(played: Played | { faults: Fault[] }): void;
}

export type UseTalk = ReturnType<typeof talking>;

export function talking() {
  return create<Talk>()((set, get) => ({
    isOpen: false,
    cast: ANYBODY,
    steps: [],
    played: undefined,
    faults: [],
    isAway: false,

    show(isOpen) {
      set({ isOpen });
    },

    take(deed) {
      const { steps, played } = get();
      set({ steps: [...steps.slice(0, played?.stopped?.step ?? steps.length), deed] });
    },

    back() {
      const { steps, played } = get();
      set({ steps: steps.slice(0, played?.stopped?.step ?? steps.length - 1) });
    },

    begin(cast, steps = []) {
      set({ cast, steps, played: undefined, faults: [] });
    },

    recast(change) {
      set({ cast: { ...get().cast, ...change } });
    },

    answer(turn, by) {
      const { steps, played } = get();
      set({ steps: answered(steps, played?.turns ?? [], turn, by) });
    },

    came(answer) {
      if ("faults" in answer) set({ faults: answer.faults, isAway: false });
      else set({ played: answer, faults: [], isAway: false });
    },
  }));
}

export const TalkContext = createContext<UseTalk | undefined>(undefined);

export function useTalkStore(): UseTalk {
  const use = useContext(TalkContext);
  if (!use) throw new Error("There is no talk around this component.");
  return use;
}

/** The part of the talk that `pick` picks. */
export function useTalk<T>(pick: (talk: Talk) => T): T {
  return useTalkStore()(pick);
}

/** Plays the talk anew after every deed, and soon after every edit of the draft. */
export function usePlaying(server: Server): void {
  const use = useTalkStore();
  const document = useEditor((editor) => editor.document);
  const isOpen = useTalk((talk) => talk.isOpen);
  const cast = useTalk((talk) => talk.cast);
  const steps = useTalk((talk) => talk.steps);
  const lastPlayed = useRef<Deed[]>(undefined);
  useEffect(() => {
    if (!isOpen) return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await play(server, document, cast, steps, stop.signal);
        lastPlayed.current = steps;
        use.getState().came(answer);
      } catch {
        if (!stop.signal.aborted) use.setState({ isAway: true });
      }
    }, steps === lastPlayed.current ? AFTER_TYPING : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [document, isOpen, cast, steps, server, use]);
}

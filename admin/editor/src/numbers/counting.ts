// Switching the numbers on and off, and asking for those of another period. The choice is this browser's.

import { useCallback, useEffect, useState } from "react";
import type { Server } from "../server";
import { type Drawn, drawn } from "./numbers";

const KEPT = "sampan-numbers";

export interface Counting {
  isOn: boolean;
  numbers: Drawn | undefined;
  failed: boolean;
  toggle: () => void;
  choose: (period: string) => void;
}

export function useCounting(server: Server): Counting {
  const [isOn, setOn] = useState(() => sessionStorage.getItem(KEPT) !== null);
  const [period, setPeriod] = useState(() => sessionStorage.getItem(KEPT) ?? "");
  const [numbers, setNumbers] = useState<Drawn>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    const stop = new AbortController();
    server.numbers(period, stop.signal).then(
      (found) => {
        setNumbers(drawn(found));
        setFailed(false);
      },
      () => stop.signal.aborted || setFailed(true),
    );
    return () => stop.abort();
  }, [server, isOn, period]);
  useEffect(() => {
    if (isOn) sessionStorage.setItem(KEPT, period);
    else sessionStorage.removeItem(KEPT);
  }, [isOn, period]);
  const toggle = useCallback(() => setOn((before) => !before), []);
  return { isOn, numbers: isOn ? numbers : undefined, failed: isOn && failed, toggle, choose: setPeriod };
}

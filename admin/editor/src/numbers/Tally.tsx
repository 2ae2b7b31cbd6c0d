// The numbers on a card: how many came, how many left by each way, how many stopped.

import { useSay } from "../words";
import { share, stopped, useCount, written } from "./numbers";

export function Tally({ node }: { node: string }) {
  const say = useSay();
  const count = useCount(node);
  if (!count) return null;
  const halted = stopped(count);
  const reasons = [
    count.silent > 0 && say("numbers_silent", { count: written(count.silent) }),
    count.away > 0 && say("numbers_away", { count: written(count.away) }),
  ].filter(Boolean).join(" · ");
  return (
    <div className="tallies">
      <span className="tally">{count.visits === 1 ? say("numbers_visit") : say("numbers_visits", { count: written(count.visits) })}</span>
      {halted > 0 && <span className="tally halt" title={reasons}>{say("numbers_stopped", { count: written(halted) })}<span className="unseen"> ({reasons})</span></span>}
      {count.waiting > 0 && <span className="tally waits">{say("numbers_waiting", { count: written(count.waiting) })}</span>}
    </div>
  );
}

export function Portion({ node, exit }: { node: string; exit: string }) {
  const say = useSay();
  const count = useCount(node);
  if (!count) return null;
  const times = count.exits[exit] ?? 0;
  const part = share(times, count);
  return (
    <span className="portion" title={say("numbers_left", { count: written(times) })}>
      {written(times)}{part !== undefined && <small> {part} %</small>}
    </span>
  );
}

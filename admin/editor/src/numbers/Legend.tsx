// What the numbers on the cards mean, and the period that they are of.

import { useSay } from "../words";
import type { Counting } from "./counting";
import { isEmpty } from "./numbers";

export function Legend({ counting, table }: { counting: Counting; table: string }) {
  const say = useSay();
  const { numbers, failed } = counting;
  return (
    <div className="legend" role="group" aria-label={say("numbers")}>
      <label>
        <span>{say("numbers_period")}</span>
        <select value={numbers?.period ?? ""} disabled={!numbers} onChange={(event) => counting.choose(event.target.value)}>
          {(numbers?.periods ?? []).map(([key, label]) => <option key={key} value={key}>{label}</option>)}
        </select>
      </label>
      <p role="status">
        {failed && say("numbers_failed")}
        {!failed && numbers && isEmpty(numbers) && say("numbers_none")}
      </p>
      <ul>
        <li><span className="tally">{say("numbers_visits_key")}</span></li>
        <li><span className="portion">%</span> {say("numbers_share_key")}</li>
        <li><span className="halt" /> {say("numbers_stopped_key")}</li>
        <li><span className="waits" /> {say("numbers_waiting_key")}</li>
      </ul>
      <a href={`${table}${numbers ? `?period=${encodeURIComponent(numbers.period)}` : ""}`}>{say("numbers_table")}</a>
    </div>
  );
}

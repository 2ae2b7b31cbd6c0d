// A rule: rows of what is looked at, how it is compared, and with what. Rules within rules stay as
// they are and are edited on the node's page.

import { useEditor } from "../context";
import { written } from "../kinds";
import { useSay } from "../words";
import { type FieldProps, numberIn } from "./FieldView";
import { Typed } from "./Typed";

type Stored = Record<string, unknown>;

interface Row {
  path: string;
  how: string;
  value: string;
}

const HOWS = ["is", "is_not", "in", "contains", "less_than", "more_than", "between", "before", "after", "is_set", "is_not_set"];
const ROOTS: Record<string, string> = { answers: "answer", contact: "contact", result: "result" };

export function RuleField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const known = useEditor((editor) => (editor.open ? editor.cards[editor.open]?.known : undefined)) ?? [];
  const at = written(path);
  const stored = (value ?? {}) as Stored;
  const how: "all" | "any" = "any" in stored ? "any" : "all";
  const rows = rowsOf(stored);
  if (!rows) return <p className="help">{piece.title}: {say("rule_on_page")}</p>;
  const put = (made: Row[], as = how) => set(made.length > 0 ? storedOf(made, as) : piece.required ? {} : undefined, at);
  const change = (place: number, part: Partial<Row>) => put(rows.map((row, other) => (other === place ? { ...row, ...part } : row)));
  return (
    <fieldset className="rule">
      <legend>{piece.title}</legend>
      {rows.length > 1 && (
        <select aria-label={say("how_many")} value={how} onChange={(event) => put(rows, event.target.value as "all" | "any")}>
          <option value="all">{say("all_hold")}</option>
          <option value="any">{say("any_holds")}</option>
        </select>
      )}
      {rows.map((row, place) => (
        <div className="rule-row" key={`${place}`}>
          <Typed list={`${at}-known`} aria-label={say("looked_at")} value={row.path} placeholder="answers.…" set={(typed) => change(place, { path: typed.trim() })} />
          <select aria-label={say("comparison")} value={row.how} onChange={(event) => change(place, { how: event.target.value })}>
            {HOWS.map((one) => <option key={one} value={one}>{say(`how_${one}`)}</option>)}
          </select>
          {!row.how.endsWith("_set") && (
            <Typed aria-label={say("value")} value={row.value} set={(typed) => change(place, { value: typed })} />
          )}
          <button type="button" className="tool" aria-label={say("take_out")} onClick={() => put(rows.filter((_, other) => other !== place))}>×</button>
        </div>
      ))}
      <datalist id={`${at}-known`}>{known.map((one) => <option key={one} value={one} />)}</datalist>
      <button type="button" className="tool" onClick={() => put([...rows, { path: known.findLast((one) => one.startsWith("answers.")) ?? "contact.language", how: "is", value: "" }])}>
        + {say("add_one")}
      </button>
    </fieldset>
  );
}

/** The rows that a stored rule is made of; nothing when it holds rules within rules. */
export function rowsOf(stored: Stored): Row[] | undefined {
  if (Object.keys(stored).length === 0) return [];
  const group = (stored["all"] ?? stored["any"]) as Stored[] | undefined;
  const rows = (group ?? [stored]).map(rowOf);
  return rows.every((row) => row !== undefined) ? (rows as Row[]) : undefined;
}

function rowOf(stored: Stored): Row | undefined {
  if ("all" in stored || "any" in stored || "not" in stored) return undefined;
  if (typeof stored["is_set"] === "string") return { path: stored["is_set"], how: "is_set", value: "" };
  const [root, subject] = Object.entries({ ...ROOTS, "": "value" }).find(([, key]) => key in stored) ?? [];
  const how = HOWS.find((key) => key in stored);
  if (subject === undefined || how === undefined) return undefined;
  const path = root ? `${root}.${stored[subject]}` : String(stored[subject]);
  if (how === "is_set") return { path, how: stored["is_set"] === false ? "is_not_set" : "is_set", value: "" };
  const value = stored[how];
  return { path, how, value: Array.isArray(value) ? value.join(", ") : String(value) };
}

export function storedOf(rows: Row[], how: "all" | "any"): Stored {
  const made = rows.map(one);
  return made.length === 1 ? (made[0] as Stored) : { [how]: made };
}

function one({ path, how, value }: Row): Stored {
  const [root = "", ...rest] = path.split(".");
  const subject = ROOTS[root] && rest.length > 0 ? { [ROOTS[root]]: rest.join(".") } : { value: path };
  if (how === "is_set") return { is_set: path };
  if (how === "is_not_set") return { ...subject, is_set: false };
  const parts = value.split(/[,、，;；\n]/).map((part) => part.trim()).filter(Boolean);
  if (how === "in") return { ...subject, in: parts.map(plain) };
  if (how === "between") return { ...subject, between: parts.map(Number).slice(0, 2) };
  if (how === "less_than" || how === "more_than") return { ...subject, [how]: numberIn(value) ?? 0 };
  return { ...subject, [how]: how === "before" || how === "after" ? value : plain(value) };
}

function plain(value: string): string | number {
  return /^[+-]?\d{1,15}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
}

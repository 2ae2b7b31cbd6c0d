// A rule: rows of what is looked at, how it is compared, and with what; and rules within rules.

import { useEditor } from "../context";
import { written } from "../kinds";
import { useSay } from "../words";
import { type FieldProps } from "./FieldView";
import { type How, type Part, type Row, type Tree, HOWS, isTree, storedOf, treeOf } from "./rules";
import { Typed } from "./Typed";

const DEEPEST = 3; // levels that people still read; what is stored deeper is shown all the same

export function RuleField({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const known = useEditor((editor) => (editor.open ? editor.cards[editor.open]?.known : undefined)) ?? [];
  const names = useEditor((editor) => editor.names);
  const at = written(path);
  const tree = treeOf((value ?? {}) as Record<string, unknown>);
  if (!tree) return <p className="help">{piece.title}: {say("rule_on_page")}</p>;
  const put = (made: Tree) => set(made.parts.length > 0 ? storedOf(made) : piece.required ? {} : undefined, at);
  return (
    <>
      <Group title={piece.title} tree={tree} list={`${at}-known`} known={known} depth={1} put={put} />
      <datalist id={`${at}-known`}>{known.map((one) => <option key={one} value={one} label={names[one]} />)}</datalist>
    </>
  );
}

interface GroupProps {
  title: string;
  tree: Tree;
  /** The id of the list of what can be looked at. */
  list: string;
  known: readonly string[];
  depth: number;
  put: (made: Tree) => void;
}

function Group({ title, tree, list, known, depth, put }: GroupProps) {
  const say = useSay();
  const { how, parts } = tree;
  const change = (place: number, part: Part) => put({ how, parts: parts.map((one, other) => (other === place ? part : one)) });
  const takeOut = (place: number) => put({ how, parts: parts.filter((_, other) => other !== place) });
  const fresh = (): Row => ({ path: known.findLast((one) => one.startsWith("answers.")) ?? "contact.language", how: "is", value: "" });
  return (
    <fieldset className="rule">
      <legend>{title}</legend>
      {(parts.length > 1 || how === "none" || depth > 1) && (
        <select aria-label={say("how_many")} value={how} onChange={(event) => put({ how: event.target.value as How, parts })}>
          <option value="all">{say("all_hold")}</option>
          <option value="any">{say("any_holds")}</option>
          <option value="none">{say("none_holds")}</option>
        </select>
      )}
      {parts.map((part, place) => (
        <div className={isTree(part) ? "rule-row within" : "rule-row"} key={`${place}`}>
          {isTree(part) ? (
            <Group title={say("group")} tree={part} list={list} known={known} depth={depth + 1} put={(made) => (made.parts.length > 0 ? change(place, made) : takeOut(place))} />
          ) : (
            <RowView row={part} list={list} set={(row) => change(place, row)} />
          )}
          <button type="button" className="tool" aria-label={say("take_out")} onClick={() => takeOut(place)}>×</button>
        </div>
      ))}
      <button type="button" className="tool" onClick={() => put({ how, parts: [...parts, fresh()] })}>+ {say("add_one")}</button>
      {parts.length > 0 && depth < DEEPEST && (
        <button type="button" className="tool" onClick={() => put({ how, parts: [...parts, { how: how === "any" ? "all" : "any", parts: [fresh()] }] })}>+ {say("add_group")}</button>
      )}
    </fieldset>
  );
}

function RowView({ row, list, set }: { row: Row; list: string; set: (row: Row) => void }) {
  const say = useSay();
  return (
    <>
      <Typed list={list} aria-label={say("looked_at")} value={row.path} placeholder="answers.…" set={(typed) => set({ ...row, path: typed.trim() })} />
      <select aria-label={say("comparison")} value={row.how} onChange={(event) => set({ ...row, how: event.target.value })}>
        {HOWS.map((one) => <option key={one} value={one}>{say(`how_${one}`)}</option>)}
      </select>
      {!row.how.endsWith("_set") && <Typed aria-label={say("value")} value={row.value} set={(typed) => set({ ...row, value: typed })} />}
    </>
  );
}

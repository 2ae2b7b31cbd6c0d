// One field of a node, edited by the form that its piece asks for.

import { useId } from "react";
import { useEditor } from "../context";
import { type Piece, written } from "../kinds";
import { useSay } from "../words";
import { ItemsField } from "./ItemsField";
import { NodePicker } from "./NodePicker";
import { RuleField } from "./RuleField";
import { LinesField, PairsField, TextsField, WordsField } from "./texts";
import { type Path, type SetValue, useBench } from "./bench";

export interface FieldProps {
  piece: Piece;
  path: Path;
  value: unknown;
  set: SetValue;
}

export function FieldView(props: FieldProps) {
  const { piece, path } = props;
  const { problems } = useBench();
  const at = written(path);
  const troubles = problems.filter((one) => one.field === at && !(piece.form === "texts" && one.language));
  return (
    <div className={`field form-${piece.form}`} data-path={at}>
      <Form {...props} />
      {troubles.map((one) => <p key={one.code + one.language} className={one.severity}>{one.text}</p>)}
    </div>
  );
}

function Form(props: FieldProps) {
  const offers = useEditor((editor) => editor.offers[props.piece.widget]);
  if (offers) return <Choice {...props} choices={offers} />;
  switch (props.piece.form) {
    case "texts": return <TextsField {...props} />;
    case "words": return <WordsField {...props} />;
    case "pairs": return <PairsField {...props} />;
    case "lines": return <LinesField {...props} />;
    case "items": return <ItemsField {...props} />;
    case "part": return <Part {...props} />;
    case "rule": return <RuleField {...props} />;
    case "choice": return <Choice {...props} choices={props.piece.choices ?? []} />;
    case "node": return <NodeChoice {...props} />;
    case "tick": return <Tick {...props} />;
    case "number": return <NumberInput {...props} />;
    case "duration": return <Duration {...props} />;
    case "id": return null; // ids mean nothing to people, and must not change
    default: return <Line {...props} />;
  }
}

function Label({ piece, id }: { piece: Piece; id: string }) {
  return (
    <>
      <label htmlFor={id}>{piece.title}</label>
      {piece.help && <span className="help" id={`${id}-help`}>{piece.help}</span>}
    </>
  );
}

function Line({ piece, path, value, set }: FieldProps) {
  const id = useId();
  return (
    <>
      <Label piece={piece} id={id} />
      <input
        id={id}
        type="text"
        dir="auto"
        value={typeof value === "string" ? value : ""}
        onChange={(event) => set(event.target.value || (piece.required ? "" : undefined), written(path))}
      />
    </>
  );
}

function NumberInput({ piece, path, value, set }: FieldProps) {
  const id = useId();
  const read = (typed: string) => {
    const number = Number(typed);
    return typed === "" ? undefined : Number.isNaN(number) ? typed : number;
  };
  return (
    <>
      <Label piece={piece} id={id} />
      <input
        id={id}
        type="text"
        inputMode="decimal"
        value={value === undefined || value === null ? "" : String(value)}
        placeholder={piece.default === undefined ? "" : String(piece.default)}
        onChange={(event) => set(read(event.target.value), written(path))}
      />
    </>
  );
}

function Tick({ piece, path, value, set }: FieldProps) {
  const usual = piece.default === true;
  return (
    <label className="tick">
      <input
        type="checkbox"
        checked={value === undefined ? usual : value === true}
        onChange={(event) => set(event.target.checked === usual ? undefined : event.target.checked, written(path))}
      />
      {piece.title}
    </label>
  );
}

function Choice({ piece, path, value, set, choices }: FieldProps & { choices: [string, string][] }) {
  const id = useId();
  const say = useSay();
  const chosen = String(value ?? piece.default ?? "");
  const known = choices.some(([one]) => one === chosen);
  return (
    <>
      <Label piece={piece} id={id} />
      <select id={id} value={chosen} onChange={(event) => set(event.target.value || undefined, written(path))}>
        {!known && <option value={chosen}>{chosen ? say("does_not_exist", { node: chosen }) : say("choose")}</option>}
        {known && !piece.required && piece.default === undefined && <option value="">{say("not_set")}</option>}
        {choices.map(([one, shown]) => <option key={one} value={one}>{shown}</option>)}
      </select>
    </>
  );
}

function NodeChoice({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  return (
    <label>
      {piece.title}
      <NodePicker
        value={String(value ?? "")}
        empty={piece.required ? undefined : say("not_set")}
        pick={(node) => set(node || undefined, written(path))}
      />
    </label>
  );
}

const UNITS = ["m", "h", "d", "w"] as const;

function Duration({ piece, path, value, set }: FieldProps) {
  const id = useId();
  const say = useSay();
  const [, amount = "", unit = "h"] = /^(\d*)([smhdw])$/.exec(String(value ?? "")) ?? [];
  const units = unit === "s" ? (["s", ...UNITS] as const) : UNITS;
  const put = (number: string, of: string) => set(number ? `${number}${of}` : undefined, written(path));
  return (
    <>
      <Label piece={piece} id={id} />
      <span className="pair">
        <input id={id} type="text" inputMode="numeric" value={amount} onChange={(event) => put(event.target.value.replace(/\D/g, ""), unit)} />
        <select aria-label={say("unit")} value={unit} onChange={(event) => put(amount, event.target.value)}>
          {units.map((one) => <option key={one} value={one}>{say(`unit_${one}`)}</option>)}
        </select>
      </span>
    </>
  );
}

function Part({ piece, path, value, set }: FieldProps) {
  const say = useSay();
  const there = value !== null && typeof value === "object";
  if (!there && !piece.required) {
    return <button type="button" className="tool" onClick={() => set({}, written(path))}>+ {piece.title}</button>;
  }
  const part = (value ?? {}) as Record<string, unknown>;
  return (
    <fieldset>
      <legend>{piece.title}</legend>
      <Pieces pieces={piece.part ?? []} path={path} value={part} set={set} />
      {!piece.required && (
        <button type="button" className="tool" onClick={() => set(undefined, written(path))}>{say("take_out")}</button>
      )}
    </fieldset>
  );
}

interface PiecesProps {
  pieces: Piece[];
  path: Path;
  value: Record<string, unknown>;
  set: SetValue;
}

/** The fields of a part or an item: first what it has or must have, the rest folded away. */
export function Pieces({ pieces, path, value, set }: PiecesProps) {
  const say = useSay();
  const shown = pieces.filter((piece) => piece.required || FIRST.has(piece.form) && piece.key !== "also" || value[piece.key] !== undefined);
  const further = pieces.filter((piece) => !shown.includes(piece));
  const field = (piece: Piece) => (
    <FieldView
      key={piece.key}
      piece={piece}
      path={[...path, piece.key]}
      value={value[piece.key]}
      set={(made, at) => {
        const { [piece.key]: _, ...rest } = value;
        set(made === undefined ? rest : { ...value, [piece.key]: made }, at);
      }}
    />
  );
  return (
    <>
      {shown.map(field)}
      {further.length > 0 && (
        <details>
          <summary>{say("further")}</summary>
          {further.map(field)}
        </details>
      )}
    </>
  );
}

const FIRST = new Set(["texts"]);

// One field of a node, edited by the form that its piece asks for.

import { type ReactNode, useId } from "react";
import { useEditor } from "../context";
import { type Piece, written } from "../kinds";
import { useSay } from "../words";
import { FileField } from "./FileField";
import { ItemsField } from "./ItemsField";
import { NodePicker } from "./NodePicker";
import { RuleField } from "./RuleField";
import { TonguesField } from "./TonguesField";
import { Trouble } from "./Trouble";
import { Typed } from "./Typed";
import { numberIn } from "./typing";
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
      {troubles.map((one) => <Trouble key={one.code + one.language} of={one} />)}
    </div>
  );
}

function Form(props: FieldProps) {
  const offers = useEditor((editor) => editor.offers[props.piece.widget]);
  if (offers && props.piece.widget === "asset") return <FileField {...props} choices={offers} />;
  if (offers) return <Choice {...props} choices={offers} />;
  switch (props.piece.form) {
    case "texts": return <TextsField {...props} />;
    case "words": return <WordsField {...props} />;
    case "pairs": return <PairsField {...props} />;
    case "lines": return <LinesField {...props} />;
    case "items": return <ItemsField {...props} />;
    case "part": return <Part {...props} />;
    case "tongues": return <TonguesField {...props} />;
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

interface Named {
  id: string;
  "aria-describedby"?: string;
}

/** A control under its title and help, which name it. */
export function Labelled({ piece, help = piece.help, children }: { piece: Piece; help?: string; children: (named: Named) => ReactNode }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{piece.title}</label>
      {help && <span className="help" id={`${id}-help`}>{help}</span>}
      {children(help ? { id, "aria-describedby": `${id}-help` } : { id })}
    </>
  );
}

function Line({ piece, path, value, set }: FieldProps) {
  const put = (typed: string) => set(typed || (piece.required ? "" : undefined), written(path));
  return (
    <Labelled piece={piece}>
      {(named) => <Typed {...named} dir="auto" value={typeof value === "string" ? value : ""} set={put} />}
    </Labelled>
  );
}

function NumberInput({ piece, path, value, set }: FieldProps) {
  const usual = piece.default === undefined ? "" : String(piece.default);
  return (
    <Labelled piece={piece}>
      {(named) => (
        <Typed {...named} inputMode="decimal" placeholder={usual} value={String(value ?? "")} set={(typed) => set(numberIn(typed), written(path))} />
      )}
    </Labelled>
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

export function Choice({ piece, path, value, set, choices }: FieldProps & { choices: [string, string][] }) {
  const say = useSay();
  const chosen = String(value ?? piece.default ?? "");
  const known = choices.some(([one]) => one === chosen);
  return (
    <Labelled piece={piece}>
      {(named) => (
        <select {...named} value={chosen} onChange={(event) => set(event.target.value || undefined, written(path))}>
          {!known && <option value={chosen}>{chosen ? say("does_not_exist", { node: chosen }) : say("choose")}</option>}
          {known && !piece.required && piece.default === undefined && <option value="">{say("not_set")}</option>}
          {choices.map(([one, shown]) => <option key={one} value={one}>{shown}</option>)}
        </select>
      )}
    </Labelled>
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
  const say = useSay();
  const [, amount = "", unit = "h"] = /^(\d*)([smhdw])$/.exec(String(value ?? "")) ?? [];
  const units = unit === "s" ? (["s", ...UNITS] as const) : UNITS;
  const put = (number: string, of: string) => set(number ? `${number}${of}` : undefined, written(path));
  return (
    <Labelled piece={piece}>
      {(named) => (
        <span className="pair">
          <input {...named} type="text" inputMode="numeric" value={amount} onChange={(event) => put(event.target.value.replace(/\D/g, ""), unit)} />
          <select aria-label={say("unit")} value={unit} onChange={(event) => put(amount, event.target.value)}>
            {units.map((one) => <option key={one} value={one}>{say(`unit_${one}`)}</option>)}
          </select>
        </span>
      )}
    </Labelled>
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
  const shown = pieces.filter((piece) => piece.required || piece.form === "texts" || value[piece.key] !== undefined);
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

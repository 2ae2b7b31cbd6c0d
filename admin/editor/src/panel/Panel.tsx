// The panel at the side: a form made from what the server tells of the node's kind, and where it
// leads; or the settings of the flow itself.

import { type ReactNode, useEffect, useRef } from "react";
import { useEditor, useUse } from "../context";
import { type FlowDocument, type Stored, connect, withNode } from "../document";
import { type Kind, type Piece, type Problem, type Way, called, itemsOf, ways } from "../kinds";
import { FIRST, FLOW } from "../store";
import { useSay } from "../words";
import { FieldView } from "./FieldView";
import { NodePicker } from "./NodePicker";
import { Trouble } from "./Trouble";
import { BenchContext } from "./bench";

export function Panel({ id }: { id: string }) {
  return id === FLOW ? <FlowPanel /> : <NodePanel id={id} />;
}

function NodePanel({ id }: { id: string }) {
  const say = useSay();
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  const card = useEditor((editor) => editor.cards[id]);
  const problems = useEditor((editor) => editor.problems).filter((one) => one.node === id);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const node = document.nodes[id];
  const kind = useEditor((editor) => editor.kinds.get(node?.kind ?? ""));
  if (!node || !kind) return null;
  const set = (made: Stored, at: string) =>
    use.getState().edit((before) => withNode(before, id, withoutLost(node, made, kind.routing)), `${id} ${at}`);
  const out = ways(kind, node, card);
  return (
    <Frame label={say("panel_of", { node: id })} colour={node.kind} title={kind.title} id={id} help={kind.help} problems={problems}>
      <Fields
        pieces={kind.pieces}
        rooms={kind.rooms}
        problems={problems}
        taken={[...Object.keys(node.exits ?? {}), ...kind.ways.map((way) => way.id)]}
        value={node}
        set={(made, at) => set(made as Stored, at)}
      />
      {out.length > 0 && (
        <fieldset className="leads">
          <legend>{say("leads")}</legend>
          {out.map((way) => <WayField key={way.id} way={way} node={id} to={node.exits?.[way.id]} />)}
        </fieldset>
      )}
      {mayEdit && id !== document.start && (
        <button type="button" className="remove" onClick={() => use.getState().take([id])}>{say("remove")}</button>
      )}
    </Frame>
  );
}

function FlowPanel() {
  const say = useSay();
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  const pieces = useEditor((editor) => editor.frame);
  const problems = useEditor((editor) => editor.problems).filter((one) => one.node === "");
  return (
    <Frame label={say("settings")} colour="" title={say("settings")} id={document.name} help={say("settings_help")} problems={problems}>
      <Fields
        pieces={pieces}
        rooms={{}}
        problems={problems}
        taken={[]}
        value={document}
        set={(made, at) => use.getState().edit(() => made as FlowDocument, `flow ${at}`)}
      />
    </Frame>
  );
}

interface FrameProps {
  label: string;
  colour: string;
  title: string;
  id: string;
  help: string;
  problems: Problem[];
  children: ReactNode;
}

function Frame({ label, colour, title, id, help, problems, children }: FrameProps) {
  const say = useSay();
  const use = useUse();
  const goTo = useEditor((editor) => editor.goTo);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const place = panel.current?.querySelector<HTMLElement>(goTo.path === FIRST ? ".plain" : `[data-path="${CSS.escape(goTo.path)}"]`);
    if (!goTo.path || !place) return;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
    if (goTo.path !== FIRST) place.scrollIntoView({ block: "center" });
    place.querySelector<HTMLElement>("textarea, input, select, button")?.focus();
  }, [goTo]);
  const close = () => {
    panel.current?.closest(".ground")?.querySelector<HTMLElement>(".canvas")?.focus();
    use.getState().show(undefined);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    <aside className="panel" ref={panel} aria-label={label} onKeyDown={onKeyDown}>
      <header className={`kind-${colour}`}>
        <span className="kind">{title}</span>
        <code>{id}</code>
        <button type="button" className="quiet" aria-label={say("close")} onClick={close}>×</button>
      </header>
      <p className="help">{help}</p>
      {problems.filter((one) => one.field === "").map((one) => <Trouble key={one.code} of={one} />)}
      <fieldset disabled={!mayEdit} className="plain">{children}</fieldset>
    </aside>
  );
}

interface FieldsProps {
  pieces: Piece[];
  rooms: Kind["rooms"];
  problems: Problem[];
  taken: string[];
  value: Record<string, unknown>;
  set: (made: Record<string, unknown>, at: string) => void;
}

function Fields({ pieces, rooms, problems, taken, value, set }: FieldsProps) {
  return (
    <BenchContext value={{ rooms, problems, taken }}>
      {pieces.map((piece) => (
        <FieldView
          key={piece.key}
          piece={piece}
          path={[piece.key]}
          value={value[piece.key]}
          set={(made, at) => set(put(value, piece.key, made), at)}
        />
      ))}
    </BenchContext>
  );
}

function WayField({ way, node, to }: { way: Way; node: string; to: string | undefined }) {
  const say = useSay();
  const use = useUse();
  const language = useEditor((editor) => editor.language);
  const default_ = useEditor((editor) => {
    const to = editor.document.defaults?.[way.id];
    return to && called(to, editor);
  });
  const troubles = useEditor((editor) => editor.problems).filter(
    (one) => one.node === node && one.field === `exits.${way.id}`,
  );
  const label = way.texts?.[language] || way.label;
  return (
    <div className="field" data-path={`exits.${way.id}`}>
      <label>
        <span dir="auto">{label}</span>
        <NodePicker
          value={to ?? ""}
          empty={default_ ? say("by_default", { node: default_ }) : say("nowhere")}
          pick={(target) => use.getState().edit((before) => connect(before, { node, exit: way.id }, target || undefined))}
        />
      </label>
      {troubles.map((one) => <Trouble key={one.code} of={one} />)}
    </div>
  );
}

function put<T extends Record<string, unknown>>(node: T, key: string, value: unknown): T {
  const { [key]: _, ...rest } = node;
  return (value === undefined ? rest : { ...node, [key]: value }) as T;
}

/** The node as it was made, without the ways out of items that were taken from its lists. */
function withoutLost(before: Stored, made: Stored, routing: string[]): Stored {
  const left = new Set(routing.flatMap((key) => idsIn(made[key])));
  const lost = routing.flatMap((key) => idsIn(before[key])).filter((id) => !left.has(id));
  if (lost.length === 0 || !made.exits) return made;
  return { ...made, exits: Object.fromEntries(Object.entries(made.exits).filter(([id]) => !lost.includes(id))) };
}

function idsIn(items: unknown): string[] {
  return itemsOf(items).map((item) => item.id);
}

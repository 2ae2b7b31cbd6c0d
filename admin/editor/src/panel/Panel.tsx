// The panel of one node: a form made from what the server tells of its kind, and where it leads.

import { useEffect, useRef } from "react";
import { useEditor, useUse } from "../context";
import { type Stored, connect, withNode } from "../document";
import { type Way, ways } from "../kinds";
import { useSay } from "../words";
import { FieldView } from "./FieldView";
import { NodePicker } from "./NodePicker";
import { type Bench, BenchContext } from "./bench";

export function Panel({ id }: { id: string }) {
  const say = useSay();
  const use = useUse();
  const document = useEditor((editor) => editor.document);
  const card = useEditor((editor) => editor.cards[id]);
  const problems = useEditor((editor) => editor.problems).filter((one) => one.node === id);
  const mayEdit = useEditor((editor) => editor.mayEdit);
  const goTo = useEditor((editor) => editor.goTo);
  const node = document.nodes[id];
  const kind = useEditor((editor) => editor.kinds.get(node?.kind ?? ""));
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    const place = goTo && panel.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(goTo)}"]`);
    if (!place) return;
    place.closest("details")?.setAttribute("open", "");
    place.scrollIntoView({ block: "center" });
    place.querySelector<HTMLElement>("textarea, input, select")?.focus();
  }, [goTo]);

  if (!node || !kind) return null;
  const bench: Bench = {
    kind,
    problems,
    taken: [...Object.keys(node.exits ?? {}), ...kind.ways.map((way) => way.id)],
    set: (made, path) =>
      use.getState().edit((before) => withNode(before, id, withoutLost(node, made, kind.routing)), `${id} ${path}`),
  };
  const out = ways(kind, node, card);
  return (
    <aside className="panel" ref={panel} aria-label={say("panel_of", { node: id })}>
      <header className={`kind-${node.kind}`}>
        <span className="kind">{kind.title}</span>
        <code>{id}</code>
        <button type="button" className="quiet" aria-label={say("close")} onClick={() => use.getState().show(undefined)}>
          ×
        </button>
      </header>
      <p className="help">{kind.help}</p>
      {problems.filter((one) => one.field === "").map((one) => (
        <p key={one.code} className={one.severity}>{one.text}</p>
      ))}
      <BenchContext value={bench}>
        <fieldset disabled={!mayEdit} className="plain">
          {kind.pieces.map((piece) => (
            <FieldView
              key={piece.key}
              piece={piece}
              path={[piece.key]}
              value={node[piece.key]}
              set={(value, at) => bench.set(put(node, piece.key, value), at)}
            />
          ))}
          {out.length > 0 && (
            <fieldset className="leads">
              <legend>{say("leads")}</legend>
              {out.map((way) => (
                <WayField key={way.id} way={way} node={id} to={node.exits?.[way.id]} />
              ))}
            </fieldset>
          )}
        </fieldset>
      </BenchContext>
      {mayEdit && id !== document.start && (
        <button type="button" className="remove" onClick={() => use.getState().take([id])}>
          {say("remove")}
        </button>
      )}
    </aside>
  );
}

function WayField({ way, node, to }: { way: Way; node: string; to: string | undefined }) {
  const say = useSay();
  const use = useUse();
  const language = useEditor((editor) => editor.language);
  const default_ = useEditor((editor) => editor.document.defaults?.[way.id]);
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
      {troubles.map((one) => <p key={one.code} className={one.severity}>{one.text}</p>)}
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
  return Array.isArray(items) ? items.map((item) => (item as { id: string }).id) : [];
}

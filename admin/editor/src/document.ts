// The stored graph as the canvas edits it. Every edit gives a new document and leaves the old one
// as it was, so that undoing is going back to it.

export type Texts = Record<string, string>;
export type Value = unknown;

export interface Stored {
  kind: string;
  exits?: Record<string, string>;
  [key: string]: Value;
}

export interface Trigger {
  by: string;
  at?: string;
  [key: string]: Value;
}

export interface FlowDocument {
  name: string;
  languages: string[];
  start: string;
  safe?: string;
  triggers?: Trigger[];
  defaults?: Record<string, string>;
  nodes: Record<string, Stored>;
  layout?: Record<string, [number, number]>;
  [key: string]: Value;
}

export interface Place {
  node: string;
  exit: string;
}

/** Where an exit leads by the node itself; what the flow's defaults cover is not drawn. */
export function target(document: FlowDocument, at: Place): string | undefined {
  return document.nodes[at.node]?.exits?.[at.exit];
}

/** An id that nothing in `taken` has: the stem with the smallest number behind it. */
export function unused(stem: string, taken: Record<string, unknown>): string {
  let number = 1;
  while (`${stem}${number}` in taken) number += 1;
  return `${stem}${number}`;
}

/** Lead an exit to a node, or nowhere. */
export function connect(document: FlowDocument, at: Place, to: string | undefined): FlowDocument {
  const node = document.nodes[at.node];
  if (!node) return document;
  const { [at.exit]: _, ...others } = node.exits ?? {};
  const exits = to === undefined ? others : { ...others, [at.exit]: to };
  return withNode(document, at.node, { ...node, exits });
}

/**
 * Put `node` on the way out of `at`: the exit leads to it, and it leads on by `onward` to where the
 * exit led before. Without `at` it stands alone.
 */
export function insert(
  document: FlowDocument,
  id: string,
  node: Stored,
  at: Place | undefined,
  onward: string | undefined,
): FlowDocument {
  const before = at && target(document, at);
  const exits = before && onward ? { ...node.exits, [onward]: before } : node.exits;
  const placed = withNode(document, id, exits ? { ...node, exits } : node);
  return at ? connect(placed, at, id) : placed;
}

/**
 * Remove nodes. What led to one that had a single way on leads there now; what else named it leads
 * nowhere. The start stays.
 */
export function remove(document: FlowDocument, ids: Iterable<string>): FlowDocument {
  const gone = new Set(ids);
  gone.delete(document.start);
  if (gone.size === 0) return document;
  const nodes: Record<string, Stored> = {};
  for (const [id, node] of Object.entries(document.nodes)) {
    if (!gone.has(id)) nodes[id] = healed(node, document, gone);
  }
  const made: FlowDocument = { ...document, nodes };
  if (made.safe && gone.has(made.safe)) delete made.safe;
  if (document.triggers) {
    made.triggers = document.triggers.map(({ at, ...rest }) =>
      at === undefined || gone.has(at) ? rest : { ...rest, at },
    );
  }
  if (document.defaults) made.defaults = without(document.defaults, (to) => gone.has(to));
  if (document.layout) {
    made.layout = Object.fromEntries(Object.entries(document.layout).filter(([id]) => !gone.has(id)));
  }
  return made;
}

function healed(node: Stored, document: FlowDocument, gone: Set<string>): Stored {
  if (!node.exits || !Object.values(node.exits).some((to) => gone.has(to))) return node;
  const exits: Record<string, string> = {};
  for (const [exit, to] of Object.entries(node.exits)) {
    const led = beyond(document, to, gone);
    if (led !== undefined) exits[exit] = led;
  }
  return { ...node, exits };
}

function beyond(document: FlowDocument, id: string, gone: Set<string>): string | undefined {
  const seen = new Set<string>();
  let here = id;
  while (gone.has(here)) {
    if (seen.has(here)) return undefined;
    seen.add(here);
    const ways = new Set(Object.values(document.nodes[here]?.exits ?? {}));
    if (ways.size !== 1) return undefined;
    here = [...ways][0] as string;
  }
  return here;
}

function without<T>(record: Record<string, T>, drop: (value: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !drop(value)));
}

/** `document` with this node in the place of the one of that id, or added. */
export function withNode(document: FlowDocument, id: string, node: Stored): FlowDocument {
  return { ...document, nodes: { ...document.nodes, [id]: node } };
}

/** Keep where staff have put a card. */
export function moved(document: FlowDocument, at: Record<string, [number, number]>): FlowDocument {
  return { ...document, layout: { ...document.layout, ...at } };
}

/** Forget every place, so that all is laid out anew. */
export function tidied(document: FlowDocument): FlowDocument {
  const { layout: _, ...rest } = document;
  return rest as FlowDocument;
}

/** The value at a path of keys and numbers within `value`. */
export function valueAt(value: Value, path: readonly (string | number)[]): Value {
  let found = value;
  for (const step of path) {
    if (found === null || typeof found !== "object") return undefined;
    found = (found as Record<string | number, Value>)[step];
  }
  return found;
}

/** `value` with something else at a path; `undefined` takes the key out. */
export function withValue<T>(value: T, path: readonly (string | number)[], set: Value): T {
  const [step, ...rest] = path;
  if (step === undefined) return set as T;
  if (Array.isArray(value)) {
    const items = [...value];
    items[step as number] = withValue(items[step as number], rest, set);
    return items as T;
  }
  const record = { ...(value as Record<string, Value>) };
  const made = withValue(record[step], rest, set);
  if (made === undefined) delete record[step];
  else record[step] = made;
  return record as T;
}

/** `document` with nodes under other ids, and whatever names them: from the old id to the new. */
export function renamed(document: FlowDocument, names: ReadonlyMap<string, string>): FlowDocument {
  if (names.size === 0) return document;
  const { nodes, layout, ...frame } = document;
  const places = (record: Record<string, Value>) =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [names.get(id) ?? id, value]));
  const made = {
    ...(naming(frame, names) as typeof frame),
    nodes: naming(places(nodes), names) as Record<string, Stored>,
    ...(layout ? { layout: places(layout) } : {}),
  };
  return made as FlowDocument;
}

/** What a kind and an item are called is not the id of a node, though it may read the same. */
const OWN_NAMES = new Set(["kind", "id", "name"]);

/** `value` with the new ids where it names a node: alone, as `<id>.<field>`, or in a text as `answers.<id>`. */
export function naming(value: Value, names: ReadonlyMap<string, string>): Value {
  if (typeof value === "string") {
    const put = (all: string, before: string, id: string) => (names.has(id) ? `${before}${names.get(id)}` : all);
    return names.get(value) ?? value.replace(/\b(answers\.|result\.)([\w-]+)/g, put).replace(/^()([\w-]+)(?=\.\w)/, put);
  }
  if (Array.isArray(value)) return value.map((one) => naming(one, names));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, OWN_NAMES.has(key) ? one : naming(one, names)]),
  );
}

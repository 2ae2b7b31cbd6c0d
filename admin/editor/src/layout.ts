// Where cards stand that nobody has put anywhere: columns by the longest way, rows so that lines
// cross little. One pass over nodes and lines, so that five hundred cards take a few milliseconds;
// general layout libraries take most of a second for as many.

export interface Size {
  width: number;
  height: number;
}

export interface Graph {
  sizes: ReadonlyMap<string, Size>;
  /** Where each node leads, in the order of its exits. */
  edges: ReadonlyMap<string, readonly string[]>;
  /** Where people come in. */
  roots: readonly string[];
}

export type Positions = Map<string, [number, number]>;

const ACROSS = 96;
const DOWN = 36;
const EXIT = 24; // from one exit of a card to the next

/** The upper left corner of each card. The same graph is laid out the same way every time. */
export function arranged(graph: Graph): Positions {
  const onward = withoutReturns(graph);
  const depth = depths(onward);
  const columns: string[][] = [];
  for (const id of onward.keys()) (columns[depth.get(id) ?? 0] ??= []).push(id);
  const parents = new Map<string, string[]>();
  for (const [id, targets] of onward) {
    for (const to of targets) parents.set(to, [...(parents.get(to) ?? []), id]);
  }
  const found: Positions = new Map();
  const middle = new Map<string, number>();
  let left = 0;
  for (const column of columns) {
    const wanted = new Map(column.map((id) => [id, wish(id, parents, middle, onward)]));
    // Those that nothing leads to keep their order behind the others.
    column.sort((one, two) => (wanted.get(one) ?? Infinity) - (wanted.get(two) ?? Infinity) || 0);
    const tops = stacked(column, wanted, graph.sizes);
    let widest = 0;
    for (const id of column) {
      const size = graph.sizes.get(id) ?? { width: 0, height: 0 };
      const top = tops.get(id) ?? 0;
      found.set(id, [left, top]);
      middle.set(id, top + size.height / 2);
      widest = Math.max(widest, size.width);
    }
    left += widest + ACROSS;
  }
  return found;
}

/** Where the middle of a card would like to be: by the exits of what leads to it. */
function wish(
  id: string,
  parents: ReadonlyMap<string, string[]>,
  middle: ReadonlyMap<string, number>,
  onward: ReadonlyMap<string, readonly string[]>,
): number | undefined {
  const above = parents.get(id);
  if (!above) return undefined;
  const heights = above.map((parent) => {
    const order = onward.get(parent)?.indexOf(id) ?? 0;
    return (middle.get(parent) ?? 0) + order * EXIT;
  });
  return heights.reduce((sum, height) => sum + height, 0) / above.length;
}

/** The tops of a column's cards: as near to their wish as the cards above them allow. */
function stacked(
  column: readonly string[],
  wanted: ReadonlyMap<string, number | undefined>,
  sizes: ReadonlyMap<string, Size>,
): Map<string, number> {
  const tops = new Map<string, number>();
  let free: number | undefined;
  for (const id of column) {
    const height = sizes.get(id)?.height ?? 0;
    const wish = wanted.get(id);
    const wished = wish === undefined ? (free ?? 0) : wish - height / 2;
    const top = free === undefined ? wished : Math.max(free, wished);
    tops.set(id, top);
    free = top + height + DOWN;
  }
  return tops;
}

/** The lines without those that lead back to where one came from; nodes in reading order. */
function withoutReturns(graph: Graph): Map<string, string[]> {
  const onward = new Map<string, string[]>();
  const left = new Set<string>();
  for (const root of [...graph.roots, ...graph.sizes.keys()]) {
    if (onward.has(root) || !graph.sizes.has(root)) continue;
    onward.set(root, []);
    const work: [string, number][] = [[root, 0]];
    while (work.length > 0) {
      const top = work[work.length - 1] as [string, number];
      const [id, place] = top;
      const to = graph.edges.get(id)?.[place];
      if (to === undefined) {
        left.add(id);
        work.pop();
        continue;
      }
      top[1] += 1;
      if (!graph.sizes.has(to) || (onward.has(to) && !left.has(to))) continue;
      onward.get(id)?.push(to);
      if (!onward.has(to)) {
        onward.set(to, []);
        work.push([to, 0]);
      }
    }
  }
  return onward;
}

/** The length of the longest way to each node; `onward` has no circles. */
function depths(onward: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const waiting = new Map<string, number>();
  for (const targets of onward.values()) {
    for (const to of targets) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const depth = new Map<string, number>();
  const ready = [...onward.keys()].filter((id) => !waiting.get(id));
  for (const id of ready) depth.set(id, 0);
  for (let next = 0; next < ready.length; next += 1) {
    const id = ready[next] as string;
    for (const to of onward.get(id) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, (depth.get(id) ?? 0) + 1));
      const rest = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, rest);
      if (rest === 0) ready.push(to);
    }
  }
  return depth;
}

// What was copied: nodes with the ways between them, as text that other flows can take, too.

import { type FlowDocument, type Stored, naming, unused } from "./document";

interface Fragment {
  sampan: "nodes";
  nodes: Record<string, Stored>;
}

/** The nodes of these ids as text for the clipboard. */
export function copied(document: FlowDocument, ids: Iterable<string>): string {
  const nodes: Record<string, Stored> = {};
  for (const id of ids) {
    const node = document.nodes[id];
    if (node) nodes[id] = node;
  }
  return JSON.stringify({ sampan: "nodes", nodes } satisfies Fragment);
}

/** The nodes in `text`, or nothing when it holds something else. */
export function read(text: string): Record<string, Stored> | undefined {
  try {
    const found = JSON.parse(text) as Partial<Fragment> | null;
    if (found?.sampan !== "nodes" || !found.nodes) return undefined;
    return Object.entries(found.nodes).every(isNode) ? found.nodes : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it can be a node; what else is wrong with it, the gate says. */
function isNode([id, node]: [string, Stored | null]): boolean {
  const exits = node?.exits ?? {};
  return /^[a-z][\w-]*$/i.test(id) && typeof node?.kind === "string" && Object.values(exits).every((to) => typeof to === "string");
}

/**
 * `document` with copies of `nodes` under ids of their own, and those ids. Ways within the fragment
 * stay, as does what names a copied node; ways out of it stay where this flow has such a node.
 */
export function pasted(
  document: FlowDocument,
  nodes: Record<string, Stored>,
): { document: FlowDocument; made: string[] } {
  const taken: Record<string, unknown> = { ...document.nodes };
  const names = new Map<string, string>();
  for (const id of Object.keys(nodes)) {
    const name = id in taken ? unused(id.replace(/\d+$/, ""), taken) : id;
    taken[name] = true;
    names.set(id, name);
  }
  const added: Record<string, Stored> = {};
  for (const [id, node] of Object.entries(nodes)) {
    const exits: Record<string, string> = {};
    for (const [exit, to] of Object.entries(node.exits ?? {})) {
      const led = names.get(to) ?? (to in document.nodes ? to : undefined);
      if (led) exits[exit] = led;
    }
    added[names.get(id) as string] = { ...(naming(node, names) as Stored), exits };
  }
  return {
    document: { ...document, nodes: { ...document.nodes, ...added } },
    made: [...names.values()],
  };
}

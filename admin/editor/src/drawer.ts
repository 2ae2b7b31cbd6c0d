// What could not be saved yet, kept in this browser: each page has a drawer of its own, and the next
// page that opens the flow empties those that no page has open any more.

import type { FlowDocument } from "./document";
import { type Merged, merged, same } from "./merge";

export interface Kept {
  /** What the work began from. */
  base: FlowDocument;
  /** What the server may have stored, though its answer never came. */
  sent?: FlowDocument | undefined;
  document: FlowDocument;
}

export interface Drawer {
  keep(kept: Kept): void;
  empty(): void;
}

/** A new drawer for the flow and person of `owner`. */
export function drawer(owner: string): Drawer {
  const name = `${owner} ${[...crypto.getRandomValues(new Uint32Array(2))].join("-")}`;
  // Held as long as this page lives; browsers offer it to pages that came over a safe connection.
  void navigator.locks?.request(name, () => new Promise(() => undefined));
  return {
    keep(kept) {
      try {
        localStorage.setItem(name, JSON.stringify(kept));
      } catch {
        // The browser has no room: the work is still on this page, which warns before it is closed.
      }
    },
    empty() {
      localStorage.removeItem(name);
    },
  };
}

/** What pages that are gone have left in the drawers of `owner`, which are emptied by `done`. */
export async function left(owner: string): Promise<{ kept: Kept[]; done: () => void }> {
  try {
    return await found(owner);
  } catch {
    return { kept: [], done: () => undefined }; // a browser that keeps nothing for anybody
  }
}

async function found(owner: string): Promise<{ kept: Kept[]; done: () => void }> {
  const open = new Set((await navigator.locks?.query())?.held?.map((lock) => lock.name));
  const names = Object.keys(localStorage).filter((name) => name.startsWith(`${owner} `) && !open.has(name));
  const kept = names.map((name) => read(localStorage.getItem(name))).filter((one) => one !== undefined);
  return { kept, done: () => names.forEach((name) => localStorage.removeItem(name)) };
}

function read(text: string | null): Kept | undefined {
  try {
    const found = JSON.parse(text ?? "null") as Kept | null;
    return found?.base?.nodes && found.document?.nodes ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The stored flow with what was kept of each earlier page. */
export function joined(stored: FlowDocument, kept: readonly Kept[]): Pick<Merged, "document" | "clashes"> {
  let document = stored;
  const clashes: Merged["clashes"] = [];
  for (const one of kept) {
    const base = one.sent && same(one.sent, stored) ? one.sent : one.base;
    const made = merged(base, one.document, document);
    document = same(made.document, document) ? document : made.document;
    clashes.push(...made.clashes);
  }
  return { document, clashes };
}

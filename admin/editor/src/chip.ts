// The stage of the draft stands above the canvas, on the page: it is kept true there.

import type { Chip } from "./server";

export function showChip({ words, tone }: Chip, page: ParentNode = document): void {
  const tag = page.querySelector(".flow-name .chip .tag");
  if (!tag) return;
  tag.textContent = words;
  tag.className = tone ? `tag tag-${tone}` : "tag";
}

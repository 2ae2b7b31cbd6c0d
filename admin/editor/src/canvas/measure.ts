// How large a card is, before the browser has drawn it: the style sheet sets the same numbers.

import type { Size } from "../layout";

/** What is put into words when they are sent; split by it, every other part is a name. */
export const PLACEHOLDER = /\{\{-?\s*([^\s|{}]+)(?=[\s|}])[^{}]*\}\}/;

export const WIDTH = 272;
const HEAD = 40;
const LINE = 21;
const MOST_LINES = 5;
const WAY = 32;
const EDGE = 14;
const LETTERS = 33; // of Latin text in a line; a Chinese character takes two

/** The size of a card with these words and so many ways out. */
export function sizeOf(words: string, ways: number): Size {
  const lines = Math.min(MOST_LINES, words ? linesOf(words.replace(new RegExp(PLACEHOLDER, "g"), "$1__")) : 0);
  return { width: WIDTH, height: HEAD + lines * LINE + (lines ? EDGE : 0) + ways * WAY + EDGE };
}

function linesOf(words: string): number {
  let lines = 0;
  for (const line of words.split("\n")) {
    let letters = 0;
    for (const letter of line) letters += letter > "\u2e7f" ? 1.9 : 1;
    lines += Math.max(1, Math.ceil(letters / LETTERS));
    if (lines >= MOST_LINES) return MOST_LINES;
  }
  return lines;
}

// WhatsApp's marks: *bold* _italic_ ~struck~ `code` ```block```, > quotes, lists; and web addresses.

import { element } from "./element.js";

const TAGS = { "*": "strong", _: "em", "~": "s" };
// A mark opens at a word's start before something that is not blank, and closes likewise.
const MARKED =
  /```([\s\S]+?)```|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}])|https?:\/\/[^\s<>"']+/u;

export function formatted(text) {
  const whole = document.createDocumentFragment();
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) whole.append(...inline(plain.join("\n")));
    plain = [];
  };
  let insideBlock = false;
  for (const line of lines) {
    const fences = line.split("```").length - 1;
    if (!insideBlock && fences === 0 && line.startsWith("> ")) {
      flush();
      whole.append(element("blockquote", {}, ...inline(line.slice(2))));
      continue;
    }
    if (fences % 2) insideBlock = !insideBlock;
    plain.push(!insideBlock && fences === 0 ? line.replace(/^[-*] /, "• ") : line);
  }
  flush();
  return whole;
}

function inline(text, depth = 0) {
  const made = [];
  let left = text;
  for (let found = MARKED.exec(left); found && depth < 4; found = MARKED.exec(left)) {
    if (found.index) made.push(left.slice(0, found.index));
    made.push(...piece(found, depth));
    left = left.slice(found.index + found[0].length);
  }
  return left ? [...made, left] : made;
}

function piece(found, depth) {
  const [whole, block, code, mark, marked] = found;
  if (block !== undefined) return [element("code", { class: "block" }, block.replace(/^\n|\n$/g, ""))];
  if (code !== undefined) return [element("code", {}, code)];
  if (mark !== undefined) return [element(TAGS[mark], {}, ...inline(marked, depth + 1))];
  const address = whole.replace(/[.,;:!?)，。；：！？）」]+$/, "");
  return [anchor(address, address), ...(whole === address ? [] : [whole.slice(address.length)])];
}

// A link that leads to the web or nowhere.
export function anchor(address, words, attributes = {}) {
  const safe = /^https?:\/\//i.test(address) ? address : undefined;
  const away = { href: safe, target: "_blank", rel: "noopener noreferrer" };
  return element("a", { ...away, ...attributes }, words);
}

// For quotes and the list of chats: one line without marks.
export function oneLine(text) {
  return text.replace(/```|[*_~`]/g, "").replace(/\s+/g, " ").trim();
}

// What the keyboard does on the canvas: walk along the lines, add, remove, copy, undo.

import type React from "react";
import { useCallback } from "react";
import { useUse } from "../context";
import { type Place, connect } from "../document";
import { copied, read } from "../fragment";
import { ways } from "../kinds";
import { type Editor, FIRST, FLOW } from "../store";
import type { Adding } from "./adding";

interface Reach {
  adding: Adding;
  reveal: (id: string) => void;
}

export function useKeys({ adding, reveal }: Reach): (event: React.KeyboardEvent) => void {
  const use = useUse();
  return useCallback(
    (event) => {
      if (isTyping(event.target)) return;
      const editor = use.getState();
      const done = event.ctrlKey || event.metaKey ? command(editor, event) : single(editor, event, adding, reveal);
      if (done) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    [use, adding, reveal],
  );
}

export function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Undo, redo, duplicate and the like; whether the keys meant anything. */
function command(editor: Editor, event: React.KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (key === "z") event.shiftKey ? editor.redo() : editor.undo();
  else if (key === "y") editor.redo();
  else if (key === "a") editor.choose(Object.keys(editor.document.nodes));
  else if (key === "d") duplicate(editor);
  else return false;
  return true;
}

function single(editor: Editor, event: React.KeyboardEvent, adding: Adding, reveal: (id: string) => void): boolean {
  const [here] = editor.chosen;
  switch (event.key) {
    case "/":
      adding(here ? firstWay(editor, here) : undefined, undefined);
      return true;
    case "Enter":
      if (!here || event.target instanceof HTMLButtonElement) return false;
      editor.show(here, FIRST);
      return true;
    case "Escape":
      editor.show(undefined);
      editor.choose([]);
      return true;
    case "Delete":
    case "Backspace":
      if (editor.line) cut(editor, editor.line);
      else editor.take(editor.chosen);
      return true;
    case "Home":
      go(editor, editor.document.start, reveal);
      return true;
    case "ArrowRight":
    case "ArrowLeft":
    case "ArrowDown":
    case "ArrowUp":
      go(editor, here ? next(editor, here, event.key) : editor.document.start, reveal);
      return true;
    default:
      return false;
  }
}

function go(editor: Editor, id: string | undefined, reveal: (id: string) => void): void {
  if (!id) return;
  editor.choose([id]);
  if (editor.open && editor.open !== FLOW) editor.show(id);
  reveal(id);
}

/** The first way out of a card that leads nowhere yet, else its first. */
function firstWay(editor: Editor, id: string): Place | undefined {
  const node = editor.document.nodes[id];
  if (!node) return undefined;
  const out = ways(editor.kinds.get(node.kind), node, editor.cards[id]);
  const loose = out.find((way) => way.needed && !node.exits?.[way.id]) ?? out[0];
  return loose && { node: id, exit: loose.id };
}

/** The card in that direction: along a line to the right or back, or beside among its siblings. */
function next(editor: Editor, id: string, key: string): string | undefined {
  const { nodes } = editor.document;
  const out = (from: string) => Object.values(nodes[from]?.exits ?? {}).filter((to) => to in nodes);
  const into = Object.keys(nodes).filter((other) => other !== id && out(other).includes(id));
  if (key === "ArrowRight") return out(id)[0];
  if (key === "ArrowLeft") return into[0];
  const siblings = into[0] ? [...new Set(out(into[0]))] : Object.keys(nodes);
  const place = siblings.indexOf(id) + (key === "ArrowDown" ? 1 : -1);
  return siblings[place];
}

function cut(editor: Editor, line: Place): void {
  editor.edit((document) => connect(document, line, undefined));
}

function duplicate(editor: Editor): void {
  const nodes = read(copied(editor.document, editor.chosen));
  if (nodes && editor.chosen.length > 0) editor.paste(nodes);
}

// Cut, copy and paste of cards, within a flow and from one to another: what the browser's own keys and
// menus ask for, without asking for the right to read the clipboard.

import type React from "react";
import { useMemo } from "react";
import { useUse } from "../context";
import { copied, read } from "../fragment";
import { isTyping } from "./keys";

type Handler = (event: React.ClipboardEvent) => void;

export function useClipboard(): { onCopy: Handler; onCut: Handler; onPaste: Handler } {
  const use = useUse();
  return useMemo(() => {
    const onCopy: Handler = (event) => {
      const { chosen, document } = use.getState();
      if (chosen.length === 0 || isTyping(event.target)) return;
      event.clipboardData.setData("text/plain", copied(document, chosen));
      event.preventDefault();
    };
    return {
      onCopy,
      onCut: (event) => {
        onCopy(event);
        if (event.defaultPrevented) use.getState().take(use.getState().chosen);
      },
      onPaste: (event) => {
        const nodes = isTyping(event.target) ? undefined : read(event.clipboardData.getData("text/plain"));
        if (!nodes) return;
        use.getState().paste(nodes);
        event.preventDefault();
      },
    };
  }, [use]);
}

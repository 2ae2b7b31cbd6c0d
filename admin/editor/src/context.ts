// The editor that the components below share.

import { createContext, useContext } from "react";
import type { Server } from "./server";
import type { Editor, UseEditor } from "./store";

export const EditorContext = createContext<UseEditor | undefined>(undefined);

export const ServerContext = createContext<Server | undefined>(undefined);

/** The server that keeps the flow. */
export function useServer(): Server {
  const server = useContext(ServerContext);
  if (!server) throw new Error("There is no server around this component.");
  return server;
}

/** The part of the editor that `pick` picks; the component is drawn anew when it changes. */
export function useEditor<T>(pick: (editor: Editor) => T): T {
  return useUse()(pick);
}

/** The editor itself, for handlers. */
export function useUse(): UseEditor {
  const use = useContext(EditorContext);
  if (!use) throw new Error("There is no editor around this component.");
  return use;
}

import "@xyflow/react/dist/style.css";
import "./editor.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { server } from "./server";
import { editor } from "./store";
import { kept } from "./syncing";
import { type Words, sayer } from "./words";

async function begin(place: HTMLElement): Promise<void> {
  const { base = "", token = "" } = place.dataset;
  const say = sayer(JSON.parse(document.getElementById("editor-words")?.textContent ?? "{}") as Words);
  const drawer = `sampan-draft ${base}`;
  const asked = server(base, token);
  try {
    const opened = await asked.open();
    const use = editor(opened, opened.mayEdit ? kept(drawer, opened.revision) : undefined);
    if (location.hash === "#changes") use.getState().mark(true);
    createRoot(place).render(<App use={use} server={asked} say={say} drawer={drawer} />);
  } catch {
    place.textContent = say("cannot_open");
  }
}

const place = document.getElementById("editor");
if (place) void begin(place);

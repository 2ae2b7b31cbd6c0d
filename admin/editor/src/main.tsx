import "@xyflow/react/dist/style.css";
import "./editor.css";
import "../../../static/sandbox/bubbles.css";
import "./phone/phone.css";
import "./changes/changes.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { server } from "./server";
import { drawer, left } from "./drawer";
import { editor } from "./store";
import { startKeeping, startLooking, startMeeting, startSaving } from "./syncing";
import { showChip } from "./chip";
import { type Words, sayer } from "./words";

async function begin(place: HTMLElement): Promise<void> {
  const { base = "", token = "", person = "" } = place.dataset;
  const say = sayer(JSON.parse(document.getElementById("editor-words")?.textContent ?? "{}") as Words);
  const owner = `sampan-draft ${base} ${person}`;
  const asked = server(base, token);
  try {
    const [opened, earlier] = await Promise.all([asked.open(), left(owner)]);
    const use = editor(opened, opened.mayEdit ? earlier.kept : []);
    startLooking(use, asked);
    use.subscribe(({ chip }, before) => chip && chip !== before.chip && showChip(chip));
    startMeeting(use, asked);
    if (opened.mayEdit) {
      startKeeping(use, drawer(owner));
      startSaving(use, asked);
      earlier.done();
    }
    // Saving goes on by itself, whatever becomes of the picture.
    const onUncaughtError = () => {
      place.textContent = say("cannot_show");
    };
    createRoot(place, { onUncaughtError }).render(<App use={use} server={asked} say={say} />);
  } catch {
    place.textContent = say("cannot_open");
  }
}

const place = document.getElementById("editor");
if (place) void begin(place);

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Kept } from "./drawer";
import type { Opened, Saved, Server } from "./server";
import { CHIP, OPENED, STAND_IN } from "./standIn";
import { editor } from "./store";
import { startKeeping, startLooking, startSaving } from "./syncing";

function asked(answers: Saved[]) {
  return {
    ...STAND_IN,
    look: vi.fn<Server["look"]>(async () => ({ cards: {}, names: {}, problems: [] })),
    save: vi.fn<Server["save"]>(async () => answers.shift() ?? { is: "away" }),
  };
}

const add = (id: string) => (document: Opened["document"]) => ({ ...document, nodes: { ...document.nodes, [id]: { kind: "end" } } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("edits are saved after a pause, and again until the server is back", async () => {
  const use = editor(OPENED);
  const server = asked([{ is: "away" }, { is: "signedOut" }, { is: "saved", chip: CHIP, revision: 2 }]);
  const stop = startSaving(use, server);
  use.getState().edit(add("b"));
  use.getState().edit(add("c"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.save).toHaveBeenCalledTimes(1);
  expect(use.getState().standing).toBe("away");
  await vi.advanceTimersByTimeAsync(9000);
  expect(server.save).toHaveBeenCalledTimes(3);
  expect(use.getState().standing).toBe("saved");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.save).toHaveBeenCalledTimes(3);
  stop();
});

test("what is typed while a slow save goes on is saved after it", async () => {
  const use = editor(OPENED);
  const server = asked([]);
  let revision = 1;
  server.save.mockImplementation(() => new Promise((done) => setTimeout(() => done({ is: "saved", chip: CHIP, revision: (revision += 1) }), 5000)));
  const stop = startSaving(use, server);
  use.getState().edit(add("b"));
  await vi.advanceTimersByTimeAsync(1500);
  use.getState().edit(add("c"));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.save).toHaveBeenCalledTimes(2);
  expect(use.getState()).toMatchObject({ standing: "saved", revision: 3 });
  stop();
});

test("the gate is asked about the newest document only, and again while it cannot be reached", async () => {
  const use = editor(OPENED);
  const server = asked([]);
  server.look.mockRejectedValueOnce(new Error("no connection"));
  const stop = startLooking(use, server);
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.look).not.toHaveBeenCalled();
  use.getState().edit(add("b"));
  use.getState().edit(add("c"));
  await vi.advanceTimersByTimeAsync(200);
  expect(server.look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(4000);
  expect(server.look).toHaveBeenCalledTimes(2);
  expect(server.look.mock.lastCall?.[0]).toBe(use.getState().document);
  stop();
});

test("what is not saved is kept, and what is saved is not", async () => {
  const use = editor(OPENED);
  const page = new EventTarget();
  let inside: Kept | undefined;
  const stop = startKeeping(use, { keep: (kept) => { inside = kept; }, empty: () => { inside = undefined; } }, page);
  use.getState().edit(add("b"));
  page.dispatchEvent(new Event("pagehide"));
  expect(inside).toEqual({ base: OPENED.document, sent: undefined, document: use.getState().document });
  const leaving = new Event("beforeunload", { cancelable: true });
  page.dispatchEvent(leaving);
  expect(leaving.defaultPrevented).toBe(true);
  await use.getState().save(asked([{ is: "saved", chip: CHIP, revision: 2 }]));
  await vi.advanceTimersByTimeAsync(1000);
  expect(inside).toBeUndefined();
  stop();
});

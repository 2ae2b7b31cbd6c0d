import { describe, expect, test } from "vitest";
import type { FlowDocument } from "./document";
import type { Kind } from "./kinds";
import type { Opened, Saved, Server } from "./server";
import { CHIP, OPENED, STAND_IN } from "./standIn";
import { editor } from "./store";

const FLOW: FlowDocument = {
  name: "parks",
  languages: ["en"],
  start: "a",
  nodes: { a: { kind: "message", text: { en: "one" } }, b: { kind: "end" } },
};

function opened(more: Partial<Opened> = {}): Opened {
  return { ...OPENED, document: FLOW, languages: [["en", "English"]], ...more };
}

/** A server that answers what it is told to; `sent` is what it has been asked to save. */
function server(...answers: Saved[]) {
  const sent: [FlowDocument, number][] = [];
  const waiting: (() => void)[] = [];
  const asked: Server = {
    ...STAND_IN,
    open: async () => opened(),
    save: (document, seen) => {
      sent.push([document, seen]);
      return new Promise((done) => waiting.push(() => done(answers.shift() ?? { is: "away" })));
    },
  };
  return { asked, sent, answer: () => waiting.shift()?.() };
}

const say = (id: string, en: string) => (document: FlowDocument) => ({
  ...document,
  nodes: { ...document.nodes, [id]: { ...document.nodes[id], kind: "message", text: { en } } },
});
const text = (document: FlowDocument, id: string) => (document.nodes[id]?.["text"] as { en: string } | undefined)?.en;

describe("saving", () => {
  test("is one at a time, and what was typed meanwhile is saved next", async () => {
    const use = editor(opened());
    const { asked, sent, answer } = server({ is: "saved", chip: CHIP, revision: 2 }, { is: "saved", chip: CHIP, revision: 3 });
    use.getState().edit(say("a", "two"));
    const first = use.getState().save(asked);
    use.getState().edit(say("a", "three"));
    await use.getState().save(asked);
    expect(sent).toHaveLength(1);
    answer();
    await first;
    expect(use.getState().standing).toBe("unsaved");
    const second = use.getState().save(asked);
    answer();
    await second;
    expect(sent.map(([document, seen]) => [text(document, "a"), seen])).toEqual([["two", 1], ["three", 2]]);
    expect(use.getState().standing).toBe("saved");
  });

  test("that was stored though its answer got lost is not another person's", async () => {
    const use = editor(opened());
    use.getState().edit(say("a", "two"));
    const sent = use.getState().document;
    const { asked, answer } = server({ is: "away" }, { is: "stale", revision: 2, document: structuredClone(sent) });
    const first = use.getState().save(asked);
    answer();
    await first;
    use.getState().edit(say("a", "two and more"));
    const second = use.getState().save(asked);
    answer();
    await second;
    expect(use.getState()).toMatchObject({ standing: "unsaved", revision: 2, clashes: [] });
    expect(text(use.getState().document, "a")).toBe("two and more");
  });

  test("waits for a person where two changed the same, whatever is typed meanwhile", async () => {
    const use = editor(opened());
    use.getState().edit(say("a", "mine"));
    const { asked, sent, answer } = server({ is: "stale", revision: 2, document: say("a", "theirs")(FLOW) });
    const saving = use.getState().save(asked);
    answer();
    await saving;
    expect(use.getState().clashes).toEqual([["nodes", "a", "text", "en"]]);
    use.getState().edit(say("b", "more"));
    expect(use.getState().standing).toBe("clash");
    await use.getState().save(asked);
    expect(sent).toHaveLength(1);
    use.getState().settle("theirs");
    expect(text(use.getState().document, "a")).toBe("theirs");
    expect(text(use.getState().document, "b")).toBe("more");
    expect(use.getState().standing).toBe("unsaved");
  });

  test("by two people is not undone by one of them", async () => {
    const use = editor(opened());
    use.getState().edit(say("a", "mine"));
    const { asked, answer } = server({ is: "stale", revision: 2, document: say("b", "theirs")(FLOW) });
    const saving = use.getState().save(asked);
    answer();
    await saving;
    use.getState().undo();
    expect(text(use.getState().document, "a")).toBe("one");
    expect(text(use.getState().document, "b")).toBe("theirs");
    use.getState().redo();
    expect(text(use.getState().document, "a")).toBe("mine");
  });

  test("follows a step of mine to the id that it had to take", async () => {
    const use = editor(opened());
    use.getState().edit(say("message1", "mine"));
    use.getState().show("message1");
    const { asked, answer } = server({ is: "stale", revision: 2, document: say("message1", "theirs")(FLOW) });
    const saving = use.getState().save(asked);
    answer();
    await saving;
    const { document, open, chosen } = use.getState();
    expect([open, chosen]).toEqual(["message2", ["message2"]]);
    expect([text(document, "message1"), text(document, "message2")]).toEqual(["theirs", "mine"]);
  });
});

describe("another person", () => {
  test("is seen, and what they save shows by itself while one has nothing to save", async () => {
    const use = editor(opened());
    const theirs = opened({ revision: 4, document: say("b", "theirs")(FLOW) });
    const there = { ...server().asked, open: async () => theirs, meet: async () => ({ others: ["Chan Siu-ming"], revision: 4, chip: CHIP }) };
    await use.getState().meet(there);
    expect(use.getState()).toMatchObject({ others: ["Chan Siu-ming"], revision: 4, standing: "saved" });
    expect(text(use.getState().document, "b")).toBe("theirs");
  });

  test("changes nothing under one's own edits", async () => {
    const use = editor(opened());
    use.getState().edit(say("a", "mine"));
    await use.getState().meet({ ...server().asked, meet: async () => ({ others: [], revision: 4, chip: CHIP }) });
    expect(use.getState()).toMatchObject({ revision: 1, standing: "unsaved" });
  });
});

describe("mending", () => {
  const problem = { node: "b", field: "", language: "", severity: "error", code: "c", text: "", place: "c b  ", mendable: true } as const;

  test("is an edit that undoing takes back, and keeps what was typed meanwhile", async () => {
    const use = editor(opened());
    const { asked } = server();
    const mending = use.getState().mend({ ...asked, mend: async (document) => say("b", "mended")(document) }, problem);
    use.getState().edit(say("a", "meanwhile"));
    await mending;
    const { document, notice, standing } = use.getState();
    expect([text(document, "a"), text(document, "b"), notice, standing]).toEqual(["meanwhile", "mended", "mended", "unsaved"]);
    use.getState().undo();
    expect(text(use.getState().document, "b")).toBeUndefined();
    expect(text(use.getState().document, "a")).toBe("meanwhile");
  });

  test("that fails changes nothing and says so", async () => {
    const use = editor(opened());
    await use.getState().mend(server().asked, problem);
    expect(use.getState().notice).toBe("needs_person");
    await use.getState().mend({ ...server().asked, mend: () => Promise.reject(new Error()) }, problem);
    expect(use.getState()).toMatchObject({ notice: "not_reached", document: FLOW, standing: "saved" });
  });
});

describe("what an earlier page could not save", () => {
  test("is put together with what was saved since", () => {
    const kept = { base: FLOW, document: say("a", "kept")(FLOW) };
    const use = editor(opened({ document: say("b", "since")(FLOW), revision: 7 }), [kept]);
    expect(text(use.getState().document, "a")).toBe("kept");
    expect(text(use.getState().document, "b")).toBe("since");
    expect(use.getState().standing).toBe("unsaved");
  });

  test("is no question where the last sending had arrived", () => {
    const sent = say("a", "kept")(FLOW);
    const kept = { base: FLOW, sent, document: say("a", "kept and more")(FLOW) };
    const use = editor(opened({ document: structuredClone(sent), revision: 2 }), [kept]);
    expect(use.getState()).toMatchObject({ standing: "unsaved", clashes: [] });
    expect(text(use.getState().document, "a")).toBe("kept and more");
  });

  test("is shown as a choice where somebody else changed the same since", () => {
    const kept = { base: FLOW, document: say("a", "kept")(FLOW) };
    expect(editor(opened({ document: say("a", "since")(FLOW) }), [kept]).getState().standing).toBe("clash");
  });
});

test("a menu put on a line leads on by its first option", () => {
  const texts = { help: "", widget: "", required: true };
  const menu: Kind = {
    name: "menu", title: "Menu", help: "", first: true, waits: true, collects: false, fresh: { kind: "menu" }, rooms: {},
    ways: [{ id: "other", label: "Other", needed: false }], routing: ["options"],
    pieces: [{ key: "options", title: "Options", form: "items", ...texts, fresh: { label: {} }, item: [{ key: "id", title: "Id", form: "id", ...texts }] }],
  };
  const flow = { ...FLOW, nodes: { ...FLOW.nodes, a: { kind: "message", exits: { next: "b" } } } };
  const use = editor(opened({ document: flow, kinds: [menu] }));
  use.getState().add(menu, { node: "a", exit: "next" });
  expect(use.getState().document.nodes).toMatchObject({
    a: { exits: { next: "menu1" } },
    menu1: { options: [{ id: "option1", label: {} }], exits: { option1: "b" } },
  });
});

test("a file that was added is the first to choose from", () => {
  const use = editor(opened({ offers: { asset: [["1", "map.png"]] } }));
  use.getState().offer("asset", ["2", "tree.jpg"]);
  use.getState().offer("asset", ["2", "tree.jpg"]);
  expect(use.getState().offers["asset"]).toEqual([["2", "tree.jpg"], ["1", "map.png"]]);
});

test("who may only read changes nothing", () => {
  const use = editor(opened({ mayEdit: false }));
  use.getState().edit(say("a", "two"));
  use.getState().paste({ c: { kind: "end" } });
  use.getState().take(["b"]);
  expect(use.getState()).toMatchObject({ document: FLOW, standing: "reading" });
});

describe("languages", () => {
  const piece = { key: "languages", title: "Languages", help: "", form: "tongues" as const, widget: "languages", required: true, choices: [["en", "English"], ["ur", "اردو"]] as [string, string][] };

  test("one that is added can be written in at once, by its name; undoing takes it back", () => {
    const use = editor(opened({ frame: [piece] }));
    use.getState().edit((before) => ({ ...before, languages: ["en", "ur", "xx"] }));
    expect(use.getState().languages).toEqual([["en", "English"], ["ur", "اردو"], ["xx", "xx"]]);
    use.getState().undo();
    expect(use.getState().languages).toEqual([["en", "English"]]);
  });

  test("the words are shown in another where theirs is taken out", () => {
    const use = editor(opened({ frame: [piece], language: "en" }));
    use.getState().edit((before) => ({ ...before, languages: ["ur"] }));
    expect(use.getState().language).toBe("ur");
  });
});

test("what the gate says again is the same object, so that no card is drawn anew", () => {
  const card = () => ({ ways: [], known: ["today"] });
  const use = editor(opened({ cards: { a: card(), b: card() } }));
  const before = use.getState().cards;
  use.getState().looked(use.getState().document, { cards: { a: card(), b: card() }, names: {}, problems: [] });
  expect(use.getState().cards).toBe(before);
  use.getState().looked(use.getState().document, { cards: { a: card(), b: { ...card(), known: [] } }, names: {}, problems: [] });
  expect(use.getState().cards).not.toBe(before);
  expect(use.getState().cards["a"]).toBe(before["a"]);
});

import { expect, test } from "vitest";
import type { FlowDocument } from "./document";
import { copied, pasted, read } from "./fragment";

const FLOW: FlowDocument = {
  name: "parks",
  languages: ["en"],
  start: "menu1",
  nodes: {
    menu1: { kind: "menu", exits: { a: "message1", b: "done" } },
    message1: { kind: "message", exits: { next: "menu1" } },
    done: { kind: "end" },
  },
};

test("copies have ids of their own and keep the ways between them", () => {
  const nodes = read(copied(FLOW, ["menu1", "message1"])) ?? {};
  const { document, made } = pasted(FLOW, nodes);
  expect(made).toEqual(["menu2", "message2"]);
  expect(document.nodes["menu2"]?.exits).toEqual({ a: "message2", b: "done" });
  expect(document.nodes["message2"]?.exits).toEqual({ next: "menu2" });
});

test("ways to what another flow does not have are left behind", () => {
  const other: FlowDocument = { ...FLOW, nodes: { hello: { kind: "end" } } };
  const { document } = pasted(other, read(copied(FLOW, ["menu1"])) ?? {});
  expect(document.nodes["menu1"]?.exits).toEqual({});
});

test("a copy that names another copy names the copy", () => {
  const flow: FlowDocument = { ...FLOW, nodes: { form1: { kind: "form" }, case1: { kind: "case", form: "form1", text: { en: "{{ answers.form1.n }}" } } } };
  const { document } = pasted(flow, read(copied(flow, ["form1", "case1"])) ?? {});
  expect(document.nodes["case2"]).toMatchObject({ form: "form2", text: { en: "{{ answers.form2.n }}" } });
});

test.each(["", "words", "{}", "[]", '{"sampan":"nodes"}', "null",
  '{"sampan":"nodes","nodes":{"a":null}}', '{"sampan":"nodes","nodes":{"__proto__":{"kind":"end"}}}',
  '{"sampan":"nodes","nodes":{"a":{"kind":"end","exits":{"next":{}}}}}', '{"sampan":"nodes","nodes":{"<b>":{"kind":"end"}}}'])("%j is nothing to paste", (text) => {
  expect(read(text)).toBeUndefined();
});

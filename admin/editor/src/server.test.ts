import { afterEach, expect, test, vi } from "vitest";
import { server } from "./server";

const FLOW = { name: "parks", languages: ["en"], start: "a", nodes: {} };

afterEach(() => void vi.unstubAllGlobals());

test("whoever signed in anew in another tab goes on with the token of now", async () => {
  const tokens: string[] = [];
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    if (init?.method !== "POST") return Response.json({ token: "new" });
    tokens.push(new Headers(init.headers).get("X-CSRFToken") ?? "");
    return tokens.at(-1) === "new" ? Response.json({ revision: 4 }) : new Response(path, { status: 400 });
  });
  const asked = server("/canvas", "old");
  expect(await asked.save(FLOW, 3)).toEqual({ is: "saved", revision: 4 });
  expect(await asked.save(FLOW, 4)).toEqual({ is: "saved", revision: 4 });
  expect(tokens).toEqual(["old", "new", "new"]);
});

test.each([
  [401, { is: "signedOut" }],
  [502, { is: "away" }],
  [413, { is: "away" }],
])("the answer %i means %j", async (status, wanted) => {
  vi.stubGlobal("fetch", async () => new Response("", { status }));
  expect(await server("/canvas", "t").save(FLOW, 1)).toEqual(wanted);
});

test("no answer is being away", async () => {
  vi.stubGlobal("fetch", async () => { throw new TypeError("no connection"); });
  expect(await server("/canvas", "t").save(FLOW, 1)).toEqual({ is: "away" });
});

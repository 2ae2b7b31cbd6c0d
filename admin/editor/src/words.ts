// The editor's own words in the language of the page; the server puts them into the page.

import { createContext, useContext } from "react";

export type Words = Record<string, string>;
export type Say = (key: string, facts?: Record<string, string | number>) => string;

/** Says what stands under a key, `%(name)s` filled in; the key itself where nothing does. */
export function sayer(words: Words): Say {
  return (key, facts = {}) =>
    (words[key] ?? key).replace(/%\((\w+)\)s/g, (_, name: string) => String(facts[name] ?? ""));
}

export const SayContext = createContext<Say>((key) => key);

export function useSay(): Say {
  return useContext(SayContext);
}

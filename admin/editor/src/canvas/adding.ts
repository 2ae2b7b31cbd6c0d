// How a card asks for the menu of kinds to add.

import { createContext, useContext } from "react";
import type { Place } from "../document";

export type Adding = (at: Place | undefined, beside: Element | DOMRect | undefined) => void;

export const AddingContext = createContext<Adding>(() => undefined);

export function useAdding(): Adding {
  return useContext(AddingContext);
}

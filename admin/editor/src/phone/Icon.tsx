// The drawings of the demonstration phone.

import { useCallback } from "react";
import { icon } from "../../../../static/sandbox/element.js";

export function Icon({ name }: { name: string }) {
  const draw = useCallback((place: HTMLElement | null) => place?.replaceChildren(icon(name)), [name]);
  return <span className="drawing" aria-hidden="true" ref={draw} />;
}

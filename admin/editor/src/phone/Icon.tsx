// The drawings of the demonstration phone.

import { icon } from "../../../../static/sandbox/element.js";

export function Icon({ name }: { name: string }) {
  return <span className="drawing" aria-hidden="true" ref={(place) => place?.replaceChildren(icon(name))} />;
}

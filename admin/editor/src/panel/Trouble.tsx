// What the gate says of one place, with a button where a machine can mend it.

import { MendButton } from "../problems/MendButton";
import type { Problem } from "../kinds";

export function Trouble({ of: one }: { of: Problem }) {
  return (
    <p className={one.severity}>
      {one.text} <MendButton of={one} />
    </p>
  );
}

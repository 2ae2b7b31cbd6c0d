// A line whose stored value reads otherwise than what one types: `1.` on the way to 1.5, `a,` on the
// way to a list. While one types it shows what was typed, then what is stored.

import { type InputHTMLAttributes, useState } from "react";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "onBlur"> & {
  value: string;
  set: (typed: string) => void;
};

export function Typed({ value, set, ...rest }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <input
      type="text"
      {...rest}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        set(event.target.value);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

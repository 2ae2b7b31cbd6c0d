// What typed letters mean.

/** The number that was typed; what is none stays, for the gate to say so. */
export function numberIn(typed: string): number | string | undefined {
  const number = Number(typed);
  return typed.trim() === "" ? undefined : Number.isFinite(number) ? number : typed;
}

// What differs from the version that is live, step by step, as the server tells it.

export type What = "added" | "changed" | "removed";

export interface Line {
  text: string;
  /** Set where words differ. */
  language: string;
  before: string;
  after: string;
}

export interface Spot {
  /** Empty for the flow itself. */
  node: string;
  place: string;
  what: What;
  lines: Line[];
}

export interface Stage {
  name: string;
  words: string;
  tone: string;
}

/** How each card is coloured in `language`: words that differ in other languages alone are no mark. */
export function marks(spots: readonly Spot[], language: string): Record<string, What> {
  const seen = spots.filter(
    (spot) => spot.what !== "changed" || spot.lines.some((line) => !line.language || line.language === language),
  );
  return Object.fromEntries(seen.map((spot) => [spot.node, spot.what]));
}

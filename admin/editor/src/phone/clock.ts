// The times of the talk as the page's language writes them. They are the department's own already.

export function dayOf(at: string): string {
  return written(at, { weekday: "short", day: "numeric", month: "long", year: "numeric" });
}

export function momentOf(at: string): string {
  return `${written(at, { day: "numeric", month: "short" })} ${at.slice(11, 16)}`;
}

function written(at: string, how: Intl.DateTimeFormatOptions): string {
  const language = document.documentElement.lang.replace(/^en$/, "en-GB") || "en-GB";
  return new Date(`${at.slice(0, 10)}T12:00:00`).toLocaleDateString(language, how);
}

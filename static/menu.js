// Folds the navigation away on a narrow screen. Without this module it simply stays open.

for (const button of document.querySelectorAll("[data-folds]")) {
  const narrow = window.matchMedia("(max-width: 48rem)");
  const set = (open) => button.setAttribute("aria-expanded", String(open));
  button.hidden = false;
  set(!narrow.matches);
  narrow.addEventListener("change", () => set(!narrow.matches));
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
}

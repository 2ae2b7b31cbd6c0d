// Opens a conversation at its newest message, where a reader wants to be.

if (!location.hash && !new URLSearchParams(location.search).has("before")) {
  const last = document.querySelector(".talk li:last-child");
  if (last) last.scrollIntoView({ block: "end" });
}

// Keeps parts of a page up to date: <div data-live="/address" data-interval="3000">.
//
// One request at a time. The pause grows with the time the server took, stops while nobody looks,
// and after a failure doubles. "304 Not Modified" leaves the page alone; anything that is not the
// part itself (a sign-in page, an error) ends it with a word.

const LONGEST = 60_000;

function pauseAfter(took, least) {
  return Math.max(least, 250 * Math.sqrt(took) - 1000);
}

function watch(part) {
  const least = Number(part.dataset.interval) || 3000;
  let tag = part.dataset.version || "";
  let failures = 0;
  let timer = 0;

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.min(pause, LONGEST));
  };

  async function ask() {
    if (document.hidden) return;
    const began = performance.now();
    try {
      const headers = { "X-Sampan-Live": "1", ...(tag && { "If-None-Match": tag }) };
      const answer = await fetch(part.dataset.live, { headers, redirect: "manual", cache: "no-store" });
      if (answer.status === 200) show(await answer.text(), answer.headers.get("ETag") || "");
      else if (answer.status !== 304) return stop(answer.status);
      failures = 0;
      later(pauseAfter(performance.now() - began, least));
    } catch {
      failures += 1;
      later(least * 2 ** failures);
    }
  }

  function show(html, version) {
    const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 120;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    part.replaceChildren(holder.content);
    tag = version;
    if (atEnd) window.scrollTo(0, document.body.scrollHeight);
    const said = document.getElementById(part.dataset.says);
    if (said) said.textContent = part.dataset.news;
  }

  function stop(status) {
    if (status >= 500) {
      failures += 1;
      return later(least * 2 ** failures);
    }
    const said = document.getElementById(part.dataset.says);
    if (said) {
      said.textContent = part.dataset.stopped;
      said.classList.remove("unseen");
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  later(least);
}

for (const part of document.querySelectorAll("[data-live]")) watch(part);

// Who one is, and whom one writes to.

import { summary } from "./bubbles.js";
import { element } from "./element.js";
import { clockTime, inOurLanguage, language, LANGUAGES, say } from "./words.js";

export function drawLanguages(choose) {
  const buttons = Object.entries(LANGUAGES).map(([tag, label]) =>
    element("button", { type: "button", lang: tag, "aria-pressed": String(tag === language()), onclick: () => choose(tag) }, label),
  );
  document.getElementById("languages").replaceChildren(...buttons);
}

export function drawPersonas(personas, chosen, choose) {
  const labels = personas.map((person, at) => {
    const dot = element("input", { type: "radio", name: "persona", class: "unseen", value: person.id, checked: person.id === chosen });
    dot.addEventListener("change", () => choose(person.id));
    const about = `${person.phone ?? say("hidden")} · ${LANGUAGES[person.language]}`;
    return element(
      "label",
      { class: "persona", "data-testid": `persona-${person.id}` },
      dot,
      face(person.name, at + 3),
      element("span", {}, element("b", {}, person.name), element("small", {}, about)),
    );
  });
  keepFocus(document.getElementById("personas"), labels, "input:checked");
}

export function drawDepartments(departments, chats, open, choose) {
  const buttons = departments.map((department, at) => {
    const last = chats.last(department.number);
    const unread = chats.unread(department.number);
    const badge = unread ? element("span", { class: "badge", "aria-label": say("unread", { count: unread }) }, String(unread)) : null;
    const line = last ? summary(last) : say("start");
    return element(
      "button",
      {
        type: "button",
        class: "department",
        "data-testid": `department-${department.code}`,
        "aria-current": department.number === open ? "true" : undefined,
        onclick: () => choose(department.number),
      },
      face(name(department), at),
      element("span", {}, element("b", {}, name(department)), element("small", {}, line)),
      element("span", { class: "aside" }, last ? element("time", {}, clockTime(last.at)) : "", badge),
    );
  });
  const place = document.getElementById("departments");
  const focused = [...place.children].indexOf(document.activeElement);
  place.replaceChildren(...buttons);
  place.children[focused]?.focus();
}

export function name(department) {
  return inOurLanguage(department.names, department.code);
}

export function face(words, at) {
  return element("span", { class: `face face-${at % 7}`, "aria-hidden": "true" }, initial(words));
}

export function initial(words) {
  return [...words][0]?.toUpperCase() ?? "?";
}

function keepFocus(place, children, what) {
  const had = place.contains(document.activeElement);
  place.replaceChildren(...children);
  if (had) place.querySelector(what)?.focus();
}

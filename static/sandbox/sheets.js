// What slides up from the bottom of the phone: lists, attachments, places.

import { post, sampleAddress } from "./api.js";
import { element, icon } from "./element.js";
import { language, say } from "./words.js";

const sheet = document.getElementById("sheet");
const screen = document.getElementById("screen");

const PLACES = [
  { id: "victoria-park", latitude: 22.28195, longitude: 114.18856, en: "Victoria Park", "zh-Hant": "維多利亞公園", "zh-Hans": "维多利亚公园" },
  { id: "tai-po-waterfront", latitude: 22.45262, longitude: 114.18362, en: "Tai Po Waterfront Park", "zh-Hant": "大埔海濱公園", "zh-Hans": "大埔海滨公园" },
  { id: "kowloon-park", latitude: 22.30048, longitude: 114.16997, en: "Kowloon Park", "zh-Hant": "九龍公園", "zh-Hans": "九龙公园" },
  { id: "sha-tin-park", latitude: 22.38069, longitude: 114.18856, en: "Sha Tin Park", "zh-Hant": "沙田公園", "zh-Hans": "沙田公园" },
];

function open(title, ...children) {
  const close = element("button", { type: "button", class: "icon", "aria-label": say("close"), onclick: shut }, icon("cross"));
  const top = element("header", {}, close, element("h2", { id: "sheet-title" }, title));
  sheet.replaceChildren(top, ...children);
  place();
  screen.classList.add("covered");
  if (!sheet.open) sheet.showModal();
}

export function shut() {
  sheet.close();
}

// A modal dialog stands in the window's top layer; this keeps it at the phone's own lower edge.
function place() {
  const frame = screen.getBoundingClientRect();
  sheet.style.left = `${frame.left}px`;
  sheet.style.width = `${frame.width}px`;
  sheet.style.bottom = `${Math.max(0, innerHeight - frame.bottom)}px`;
  sheet.style.maxHeight = `${Math.round(frame.height * 0.8)}px`;
}

sheet.addEventListener("close", () => screen.classList.remove("covered"));
sheet.addEventListener("click", (event) => {
  if (event.target === sheet) shut();
});
addEventListener("resize", () => sheet.open && place());

export function listSheet(message, choose) {
  const action = message.content.action;
  const send = element("button", { type: "submit", class: "strong", disabled: true, "data-testid": "list-send" }, say("send"));
  const groups = action.sections.map((section) =>
    element("fieldset", {}, section.title ? element("legend", {}, section.title) : null, ...section.rows.map(row)),
  );
  const form = element("form", { method: "dialog" }, element("div", { class: "rows" }, ...groups), send);
  form.addEventListener("change", () => {
    send.disabled = !form.elements.row.value;
  });
  form.addEventListener("submit", () => choose(form.elements.row.value));
  open(action.button, form);
}

function row(found) {
  const about = found.description ? element("small", {}, found.description) : null;
  const words = element("span", { dir: "auto" }, element("b", {}, found.title), about);
  const dot = element("input", { type: "radio", name: "row", value: found.id, required: true });
  return element("label", { class: "row", "data-testid": "list-row", "data-choice": found.id }, words, dot);
}

export function attachSheet(address, act) {
  const kinds = [
    ["photo", "photo", () => photoSheet(address, act)],
    ["voice", "mic", () => act(() => post(`${address}/sample/voice`))],
    ["document", "paper", () => documentSheet(address, act)],
    ["location", "pin", () => locationSheet(address, act, null)],
  ];
  const buttons = kinds.map(([name, drawing, go]) =>
    element(
      "button",
      { type: "button", class: `kind ${name}`, "data-testid": `attach-${name}`, onclick: go },
      element("span", { class: "face" }, icon(drawing)),
      say(name),
    ),
  );
  open(say("attach"), element("div", { class: "kinds" }, ...buttons));
}

function photoSheet(address, act) {
  const samples = [["tree", "photoTree"], ["playground", "photoPlayground"]].map(([name, label]) =>
    element(
      "button",
      { type: "button", class: "thumb", "data-testid": `sample-${name}`, onclick: () => act(() => post(`${address}/sample/${name}`)) },
      element("img", { src: sampleAddress(name), alt: "" }),
      say(label),
    ),
  );
  const chosen = filePicker("photoFile", "photo-file", "image/jpeg,image/png,image/webp", (file) => upload(address, act, file, "photo"));
  open(say("photo"), element("div", { class: "thumbs" }, ...samples), chosen);
}

function documentSheet(address, act) {
  const sample = line("paper", say("documentSample"), "", () => act(() => post(`${address}/sample/document`)), "sample-document");
  const chosen = filePicker("documentFile", "document-file", "", (file) => upload(address, act, file, "document"));
  open(say("document"), sample, chosen);
}

function filePicker(label, testId, accept, take) {
  const input = element("input", { type: "file", class: "unseen", "data-testid": testId, accept: accept || undefined });
  input.addEventListener("change", () => input.files[0] && take(input.files[0]));
  return element("label", { class: "line picker" }, icon("attach"), element("b", {}, say(label)), input);
}

function upload(address, act, file, as) {
  const form = new FormData();
  form.set("file", file);
  form.set("as", as);
  act(() => post(`${address}/file`, form));
}

export function locationSheet(address, act, quoted) {
  const send = (place) => act(() => post(`${address}/location`, quoted ? { ...place, quoted } : place));
  const trouble = element("p", { role: "alert", class: "hint" });
  const here = line("pin", say("here"), "", () => findHere(send, trouble), "here");
  const pins = PLACES.map((found) => {
    const { id, latitude, longitude } = found;
    const name = found[language()];
    const where = `${latitude}, ${longitude}`;
    return line("pin", name, where, () => send({ latitude, longitude, name }), `pin-${id}`);
  });
  open(say("sendLocation"), element("div", { class: "map wide", "aria-hidden": "true" }, icon("pin")), trouble, here, ...pins, coordinates(send));
}

function findHere(send, trouble) {
  const fail = () => {
    trouble.textContent = say("hereFails");
  };
  if (!navigator.geolocation) return fail();
  const found = ({ coords }) => send({ latitude: coords.latitude, longitude: coords.longitude });
  navigator.geolocation.getCurrentPosition(found, fail, { timeout: 8000 });
}

function coordinates(send) {
  const field = (name, most) =>
    element(
      "label",
      {},
      say(name),
      element("input", { name, type: "number", step: "any", min: -most, max: most, required: true, inputmode: "decimal" }),
    );
  const form = element(
    "form",
    { class: "coordinates", method: "dialog" },
    element("b", {}, say("coordinates")),
    field("latitude", 90),
    field("longitude", 180),
    element("button", { type: "submit", class: "strong", "data-testid": "send-coordinates" }, say("send")),
  );
  form.addEventListener("submit", () => {
    const { latitude, longitude } = form.elements;
    send({ latitude: latitude.valueAsNumber, longitude: longitude.valueAsNumber });
  });
  return form;
}

function line(drawing, title, about, go, testId) {
  const words = element("span", {}, element("b", {}, title), about ? element("small", {}, about) : null);
  return element("button", { type: "button", class: "line", "data-testid": testId, onclick: go }, icon(drawing), words);
}

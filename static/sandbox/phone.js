// The phone: who one is, which chat is open, what came since.

import { get, post, Refused } from "./api.js";
import { bubble, summary, ticks } from "./bubbles.js";
import { drawDepartments, drawLanguages, drawPersonas, initial, name } from "./chooser.js";
import { element, icon } from "./element.js";
import { attachSheet, listSheet, locationSheet, shut } from "./sheets.js";
import { dayName, say, speak, translate } from "./words.js";

const VISIBLE = 700; // milliseconds between two looks
const EAGER = 200; // and a few times after something was said
const HIDDEN = 5000;
const SLOWEST = 8000;

const by = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
let directory = { personas: [], departments: [] };
let person = null;
let number = null; // the open chat's phone_number_id
let messages = new Map(); // everything on this person's phone, by id
let version = 0;
let unread = {};
let typing = [];
let quoted = null;
let failures = 0;
let eager = 0;
let timer = 0;
let round = 0; // a slow answer about another person is thrown away

const hand = {
  find: (id) => messages.get(id),
  department: () => name(department()),
  tapButton: (message, id) => act(() => post(`${chatAddress()}/button`, { message: message.id, id })),
  openList: (message) =>
    listSheet(message, (id) => act(() => post(`${chatAddress()}/row`, { message: message.id, id }))),
  askLocation: (message) => locationSheet(chatAddress(), act, message.id),
  shareContact: (message) => act(() => post(`${chatAddress()}/contact`, { message: message.id })),
  quote,
};

async function begin() {
  for (const [id, drawing] of Object.entries({ back: "back", attach: "attach", send: "send", "quote-drop": "cross" })) {
    by(id).append(icon(drawing));
  }
  directory = await get("/directory");
  const to = (asked.get("to") ?? "").replace(/\D/g, "");
  become(asked.get("persona") ?? remembered(), asked.get("language"));
  const wanted = directory.departments.find((found) => (to ? found.digits === to : found.code === asked.get("chat")));
  if (wanted) openChat(wanted.number);
  if (to && !wanted) by("nothing").firstElementChild.textContent = say("noNumber", { number: to });
  if (to && wanted) {
    by("words").value = asked.get("text") ?? "";
    grow();
    by("words").focus();
  }
}

function become(id, tongue) {
  person = directory.personas.find((found) => found.id === id) ?? directory.personas[0];
  remember(person.id);
  messages = new Map();
  version = 0;
  unread = {};
  typing = [];
  round += 1;
  drop();
  useLanguage(tongue || person.language);
  look();
}

function useLanguage(tongue) {
  speak(tongue);
  translate(document);
  drawLanguages(useLanguage);
  redraw();
}

function redraw() {
  drawPersonas(directory.personas, person.id, (id) => become(id));
  drawChats();
  drawChat();
}

function drawChats() {
  const last = (wanted) => [...messages.values()].filter((found) => found.number === wanted && found.type !== "reaction").pop();
  const chats = { last, unread: (wanted) => (wanted === number ? 0 : (unread[wanted] ?? 0)) };
  drawDepartments(directory.departments, chats, number, (wanted) => {
    openChat(wanted);
    by("words").focus();
  });
}

function department() {
  return directory.departments.find((found) => found.number === number);
}

function chatAddress() {
  return `/${encodeURIComponent(person.id)}/${encodeURIComponent(number)}`;
}

function openChat(wanted) {
  number = wanted;
  drop();
  by("words").value = "";
  grow();
  redraw();
  look();
}

function closeChat() {
  const left = number;
  number = null;
  redraw();
  const code = directory.departments.find((found) => found.number === left)?.code;
  document.querySelector(`[data-testid="department-${CSS.escape(code ?? "")}"]`)?.focus();
}

function drawChat() {
  const found = department();
  by("stage").classList.toggle("talking", Boolean(found));
  by("chat").hidden = !found;
  by("nothing").hidden = Boolean(found);
  const address = new URLSearchParams({ persona: person.id, ...(found ? { chat: found.code } : {}) });
  history.replaceState(null, "", `?${address}`);
  if (!found) return;
  by("chat-name").textContent = name(found);
  by("chat-state").textContent = found.phone;
  by("chat-face").textContent = initial(name(found));
  by("chat-face").className = `face face-${directory.departments.indexOf(found) % 7}`;
  by("log").setAttribute("aria-live", "off"); // what is drawn anew is not news
  by("bubbles").replaceChildren();
  for (const message of messages.values()) show(message);
  setTimeout(() => by("log").setAttribute("aria-live", "polite"));
  drawTyping();
  toEnd();
}

function show(message) {
  if (message.number !== number) return;
  if (message.type === "reaction") return putReaction(message);
  const log = by("bubbles");
  const there = log.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (there) return there.querySelector(".ticks")?.replaceWith(ticks(message));
  const day = dayName(message.at);
  const before = [...log.querySelectorAll(".day")].pop();
  if (before?.textContent !== day) log.append(element("li", { class: "day" }, day));
  log.append(bubble(message, hand));
}

function putReaction(message) {
  const target = by("bubbles").querySelector(`[data-id="${CSS.escape(message.content.message_id)}"]`);
  if (!target) return;
  const side = message.mine ? "mine" : "theirs";
  target.querySelector(`.reaction.${side}`)?.remove();
  const emoji = message.content.emoji;
  if (emoji) target.append(element("span", { class: `reaction ${side}`, "data-testid": "reaction" }, emoji));
}

function drawTyping() {
  const busy = typing.includes(number);
  if (by("dots").hidden === !busy) return;
  by("dots").hidden = !busy;
  by("chat-state").textContent = busy ? say("typing") : (department()?.phone ?? "");
  if (busy) toEnd();
}

function toEnd() {
  const talk = by("talk");
  talk.scrollTop = talk.scrollHeight;
}

function nearEnd() {
  const talk = by("talk");
  return talk.scrollHeight - talk.scrollTop - talk.clientHeight < 120;
}

// One look for news, and the next after a while.
async function look() {
  clearTimeout(timer);
  const mine = round;
  try {
    const news = await get(`/${encodeURIComponent(person.id)}/changes?since=${version}`);
    if (mine !== round) return;
    failures = 0;
    if (by("trouble").dataset.kind === "offline") complain("");
    take(news);
    const reading = number && unread[number] && document.visibilityState === "visible";
    if (reading) await post(`${chatAddress()}/look`);
  } catch {
    if (mine !== round) return;
    failures += 1;
    if (failures > 2) complain(say("offline"), "offline");
  }
  clearTimeout(timer);
  eager = Math.max(0, eager - 1);
  const usual = document.visibilityState !== "visible" ? HIDDEN : eager ? EAGER : VISIBLE;
  timer = setTimeout(look, failures ? Math.min(usual * 2 ** failures, SLOWEST) : usual);
}

function take(news) {
  const ended = nearEnd();
  version = news.version;
  const counted = JSON.stringify(unread) !== JSON.stringify(news.unread);
  unread = news.unread;
  typing = news.typing;
  const later = news.messages.filter((found) => !messages.has(found.id));
  for (const message of news.messages) {
    messages.set(message.id, message);
    if (number) show(message);
  }
  if (number) drawTyping();
  if (news.messages.length || counted) drawChats();
  if (ended && later.some((found) => found.number === number)) toEnd();
  // Pictures are laid out when they have loaded.
  for (const picture of by("bubbles").querySelectorAll("img:not([data-met])")) {
    picture.dataset.met = "";
    picture.addEventListener("load", () => ended && toEnd(), { once: true });
  }
}

// Do something to the chat; what goes wrong is said in one line.
async function act(deed) {
  shut();
  try {
    await deed();
    eager = 5;
    complain("");
    await look();
    toEnd();
    return true;
  } catch (fault) {
    complain(say("failed", { why: fault instanceof Refused ? fault.message : "" }));
    return false;
  }
}

function complain(sentence, kind = "") {
  by("trouble").textContent = sentence;
  by("trouble").dataset.kind = kind;
  by("trouble").hidden = !sentence;
}

function quote(message) {
  quoted = message;
  by("quote").hidden = false;
  by("quote-words").replaceChildren(element("strong", {}, message.mine ? say("you") : name(department())), summary(message));
  by("words").focus();
}

function drop() {
  quoted = null;
  by("quote").hidden = true;
}

async function sendWords() {
  const field = by("words");
  const text = field.value.trim();
  if (!text) return;
  const sent = quoted ? { text, quoted: quoted.id } : { text };
  field.value = "";
  drop();
  grow();
  if (!(await act(() => post(`${chatAddress()}/text`, sent))) && !field.value) field.value = text;
}

// The field is as high as its words, up to five lines or so.
function grow() {
  const field = by("words");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 120)}px`;
}

function remembered() {
  try {
    return localStorage.getItem("sandbox-persona");
  } catch {
    return null; // a browser may forbid remembering
  }
}

function remember(id) {
  try {
    localStorage.setItem("sandbox-persona", id);
  } catch {
    // then it is asked anew next time
  }
}

by("writing").addEventListener("submit", (event) => {
  event.preventDefault();
  sendWords();
});
by("words").addEventListener("input", grow);
by("words").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendWords();
});
by("attach").addEventListener("click", () => attachSheet(chatAddress(), act));
by("back").addEventListener("click", closeChat);
by("quote-drop").addEventListener("click", drop);
document.addEventListener("visibilitychange", look);
begin();

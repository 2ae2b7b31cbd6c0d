// A message becomes a bubble. `hand` is what a finger may do with it:
// {find(id), tapButton(message, id), openList(message), askLocation(message), shareContact(message),
//  quote(message), person}.

import { fileAddress } from "./api.js";
import { element, icon } from "./element.js";
import { anchor, formatted, oneLine } from "./format.js";
import { clockTime, say } from "./words.js";

export function bubble(message, hand) {
  const side = message.mine ? "out" : "in";
  const box = element("div", { class: "box" }, ...quotation(message, hand), ...body(message, hand), foot(message));
  box.addEventListener("click", (event) => {
    const taken = event.target.closest("a, button, audio, video, label");
    if (!taken && !String(getSelection())) hand.quote(message);
  });
  const more = element(
    "button",
    { type: "button", class: "quote-it icon", "aria-label": say("reply"), onclick: () => hand.quote(message) },
    icon("reply"),
  );
  return element(
    "li",
    { class: `bubble ${side}`, "data-testid": `bubble-${side}`, "data-id": message.id, "data-type": message.type },
    element("span", { class: "unseen" }, message.mine ? `${say("you")}: ` : ""),
    box,
    more,
    ...under(message, hand),
  );
}

export function ticks(message) {
  if (!message.mine) return null;
  const shape = message.status === "sent" ? "tick" : "ticks";
  const named = { class: `ticks ${message.status}`, role: "img", "aria-label": say(message.status) };
  return element("span", { ...named, "data-testid": "ticks", "data-status": message.status }, icon(shape));
}

// One line about a message: for quotes and the list of chats.
export function summary(message) {
  const content = message.content;
  if (message.type === "text") return oneLine(content.body);
  if (message.type === "button") return oneLine(content.text);
  if (message.type === "interactive") {
    const reply = content.button_reply ?? content.list_reply;
    return oneLine(reply ? reply.title : content.body.text);
  }
  if (message.type === "template") return oneLine(content.body);
  if (message.type === "image") return `📷 ${content.caption ? oneLine(content.caption) : say("photo")}`;
  if (message.type === "audio") return `🎤 ${say("voice")}`;
  if (message.type === "video") return `🎬 ${content.caption ? oneLine(content.caption) : say("video")}`;
  if (message.type === "document") return `📄 ${content.filename ?? say("document")}`;
  if (message.type === "location") return `📍 ${content.name ?? say("location")}`;
  if (message.type === "contacts") return `👤 ${content.cards[0]?.name?.formatted_name ?? say("contact")}`;
  if (message.type === "reaction") return content.emoji;
  return say(message.type);
}

function quotation(message, hand) {
  if (!message.quoted) return [];
  const quoted = hand.find(message.quoted);
  if (!quoted) return [];
  const who = element("strong", {}, quoted.mine ? say("you") : hand.department());
  const go = () => document.querySelector(`[data-id="${CSS.escape(quoted.id)}"]`)?.scrollIntoView({ block: "center" });
  const named = { type: "button", class: quoted.mine ? "quoted mine" : "quoted", onclick: go };
  return [element("button", named, who, element("span", {}, summary(quoted)))];
}

function body(message, hand) {
  const content = message.content;
  const drawn = {
    text: () => [words(content.body)],
    button: () => [words(content.text)],
    image: () => [picture(content), ...caption(content)],
    sticker: () => [picture(content)],
    video: () => [element("video", { controls: true, preload: "metadata", src: fileAddress(content.id) }), ...caption(content)],
    audio: () => [sound(content)],
    document: () => [paper(content), ...caption(content)],
    location: () => [map(content)],
    contacts: () => content.cards.map(card),
    interactive: () => interactive(content),
    template: () => template(content),
  }[message.type];
  return drawn ? drawn(hand) : [element("p", { class: "odd" }, say("unknown"))];
}

function words(text, className = "words") {
  return element("div", { class: className, dir: "auto" }, formatted(text));
}

function caption(content) {
  return content.caption ? [words(content.caption)] : [];
}

function foot(message) {
  const time = element("time", { datetime: new Date(message.at * 1000).toISOString() }, clockTime(message.at));
  return element("span", { class: "foot" }, time, ticks(message));
}

function picture(content) {
  const address = fileAddress(content.id);
  const shown = element("img", { src: address, alt: content.caption || say("photo") });
  return element("a", { class: "picture", href: address, target: "_blank", rel: "noopener" }, shown);
}

function sound(content) {
  const player = element("audio", { controls: true, preload: "metadata", src: fileAddress(content.id) });
  player.setAttribute("aria-label", say("voice"));
  return element("div", { class: "sound" }, icon("mic"), player);
}

function paper(content) {
  const named = { class: "paper", href: fileAddress(content.id), download: content.filename ?? true };
  const size = content.file_size ? ` · ${Math.max(1, Math.round(content.file_size / 1000))} KB` : "";
  const kind = (content.filename ?? "").split(".").pop().toUpperCase();
  return element(
    "a",
    named,
    icon("paper"),
    element("span", {}, element("b", {}, content.filename ?? say("document")), element("small", {}, kind + size)),
  );
}

function map(content) {
  const { latitude, longitude } = content;
  const where = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  const address = `https://www.openstreetmap.org/?mlat=${encodeURIComponent(latitude)}&mlon=${encodeURIComponent(longitude)}#map=17/${encodeURIComponent(latitude)}/${encodeURIComponent(longitude)}`;
  const shown = anchor(address, "", { class: "map", "aria-label": `${say("location")} ${where}` });
  shown.append(icon("pin"));
  const lines = [content.name, content.address, where].filter(Boolean);
  return element("div", { class: "place" }, shown, ...lines.map((line, at) => element(at ? "small" : "b", {}, line)));
}

function card(found) {
  const phone = found.phones?.[0]?.phone ?? "";
  return element(
    "div",
    { class: "contact-card" },
    element("span", { class: "face", "aria-hidden": "true" }, icon("person")),
    element("span", {}, element("b", {}, found.name?.formatted_name ?? say("contact")), element("small", {}, phone)),
  );
}

function interactive(content) {
  const reply = content.button_reply ?? content.list_reply;
  if (reply) {
    const more = reply.description ? [element("small", {}, reply.description)] : [];
    return [element("div", { class: "words" }, reply.title, ...more)];
  }
  return [...header(content.header), words(content.body.text), ...footer(content.footer?.text)];
}

function template(content) {
  return [...header(content.header), words(content.body), ...footer(content.footer)];
}

function header(found) {
  if (!found) return [];
  if (found.type === "text") return [element("div", { class: "heading", dir: "auto" }, found.text)];
  if (found.type === "image") return [picture(found.image)];
  if (found.type === "video") return [element("video", { controls: true, src: fileAddress(found.video.id) })];
  if (found.type === "location") return [map(found.location)];
  return [paper(found.document)];
}

function footer(text) {
  return text ? [element("div", { class: "footer", dir: "auto" }, text)] : [];
}

// What can be tapped below the words.
function under(message, hand) {
  if (message.mine) return [];
  const content = message.content;
  if (message.type === "template") return rail(content.buttons.map((button) => templateButton(message, button, hand)));
  if (message.type !== "interactive") return [];
  const action = content.action;
  const made = {
    button: () => action.buttons.map(({ reply }) => tap("reply", reply.title, () => hand.tapButton(message, reply.id), { "data-testid": "reply-button", "data-choice": reply.id })),
    list: () => [tap("list", action.button, () => hand.openList(message), { "data-testid": "open-list", "aria-haspopup": "dialog" })],
    cta_url: () => [link(action.parameters.display_text, action.parameters.url)],
    location_request_message: () => [tap("pin", say("sendLocation"), () => hand.askLocation(message), { "data-testid": "send-location", "aria-haspopup": "dialog" })],
    contact_request: () => [tap("person", say("shareContact"), () => hand.shareContact(message), { "data-testid": "share-contact" })],
    flow: () => [tap("list", action.parameters.flow_cta, null, { disabled: true, title: say("form") })],
  }[content.type];
  return made ? rail(made()) : [];
}

function rail(buttons) {
  return buttons.length ? [element("div", { class: "rail" }, ...buttons)] : [];
}

function templateButton(message, button, hand) {
  if (button.type === "url") return link(button.text, button.url);
  return tap("reply", button.text, () => hand.tapButton(message, button.payload), { "data-testid": "reply-button" });
}

function tap(drawing, label, act, more = {}) {
  const button = element("button", { type: "button", class: "tap", ...more }, icon(drawing), element("span", {}, label));
  if (act) button.addEventListener("click", act);
  return button;
}

function link(label, address) {
  const shown = anchor(address, "", { class: "tap", "data-testid": "link-button" });
  shown.append(icon("link"), element("span", {}, label));
  return shown;
}

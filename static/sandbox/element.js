// Building the page out of elements and text alone: nothing that people wrote is ever read as markup.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  back: "M15 5 8 12l7 7",
  attach: "M12 5v14M5 12h14",
  send: "M4 4l17 8-17 8 3-8zM7 12h8",
  cross: "M6 6l12 12M18 6 6 18",
  tick: "M3 12l5 5L18 7",
  ticks: "M1 12l5 5L16 7M10 16l1 1L21 7",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  reply: "M10 7 4 12l6 5M4 12h10c4 0 6 2 6 6",
  link: "M14 4h6v6M20 4l-9 9M18 14v5H5V6h5",
  pin: "M12 21c5-6 7-9 7-12a7 7 0 1 0-14 0c0 3 2 6 7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3-7 8-7s8 3 8 7",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 10h.01",
  video: "M4 6h11v12H4zM15 11l5-3v8l-5-3",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 10h.01M15.5 10h.01M8 14c2 3 6 3 8 0",
  mic: "M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11v1a6 6 0 0 0 12 0v-1M12 18v3",
  paper: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", `icon-${name}`);
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", PATHS[name]);
  drawing.append(line);
  return drawing;
}

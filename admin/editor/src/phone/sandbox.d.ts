// What the phone shares with the demonstration phone: it is plain JavaScript and serves both.

declare module "*/sandbox/format.js" {
  export function formatted(text: string): DocumentFragment;
}

declare module "*/sandbox/element.js" {
  export function icon(name: string): SVGElement;
}

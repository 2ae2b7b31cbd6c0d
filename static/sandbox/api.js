// Talking to the sandbox. Every change carries the page's token.

const root = document.getElementById("stage").dataset.root;
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Refused extends Error {}

async function answer(response) {
  const read = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(read.error ?? `${response.status} ${response.statusText}`);
  return read;
}

export async function get(path) {
  return answer(await fetch(root + path, { headers: { Accept: "application/json" } }));
}

export async function post(path, body = {}) {
  const isForm = body instanceof FormData;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  if (!isForm) headers["Content-Type"] = "application/json";
  const sent = isForm ? body : JSON.stringify(body);
  return answer(await fetch(root + path, { method: "POST", headers, body: sent }));
}

export function fileAddress(id) {
  return `${root}/files/${encodeURIComponent(id)}`;
}

export function sampleAddress(name) {
  return `${root}/samples/${encodeURIComponent(name)}`;
}

// Talk to the server: ask it for things, and hear what happens.

import { token } from "./address.js";

const KEY = token();
const EVENTS = [
  "standing", "request", "build", "picture", "timeline", "clip", "film", "progress", "fault", "log", "thumbnail", "export",
];

/** Send a request; return its answer, or throw an error with the server's one line. */
export async function ask(method, path, body) {
  const options = { method, headers: { "X-Preview-Token": KEY } };
  if (body instanceof Blob) options.body = body;
  else if (body !== undefined) options.body = JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("the server does not answer");
  }
  const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? `the server answered ${answer.status}`);
  return told;
}

/** Call `heed(event, data)` for everything that happens, and `tell(isHere)` when the server goes and comes. */
export function listen(heed, tell) {
  const source = new EventSource("/events");
  for (const name of EVENTS) source.addEventListener(name, (event) => heed(name, JSON.parse(event.data)));
  source.onopen = () => tell(true);
  source.onerror = () => {
    tell(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(heed, tell), 1000);
  };
}

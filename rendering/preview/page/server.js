// Send requests to the server, and receive its events.

import { token } from "./address.js";

const TOKEN = token();
const EVENTS = [
  "state", "request", "build", "picture", "timeline", "clip", "film", "progress", "fault", "log", "thumbnail", "export",
];

/** Send a request; return its answer, or throw an error with the server's one line. */
export async function send(method, path, body) {
  const options = { method, headers: { "X-Preview-Token": TOKEN } };
  if (body instanceof Blob) options.body = body;
  else if (body !== undefined) options.body = JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("the server does not answer");
  }
  const data = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.error ?? `the server answered ${answer.status}`);
  return data;
}

/** Call `handle(event, data)` for every event, and `onConnection(isConnected)` when the server stops and starts. */
export function listen(handle, onConnection) {
  const source = new EventSource("/events");
  for (const name of EVENTS) source.addEventListener(name, (event) => handle(name, JSON.parse(event.data)));
  source.onopen = () => onConnection(true);
  source.onerror = () => {
    onConnection(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handle, onConnection), 1000);
  };
}

// Send requests to the server, and receive its events.

const EVENTS = [
  "state", "request", "build", "picture", "timeline", "clip", "film", "progress", "fault", "log", "thumbnail", "export",
];

/** Send a request; return its answer, or throw an error with the server's one line. */
export async function send(method, path, body) {
  const options = { method };
  if (body instanceof Blob) options.body = body;
  else if (body !== undefined) Object.assign(options, { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
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

/** Call `handle(event, data)` for every event, and `onConnection(state)` with "here", "gone" or "refused". */
export function listen(handle, onConnection) {
  const source = new EventSource("/events");
  for (const name of EVENTS) source.addEventListener(name, (event) => handle(name, JSON.parse(event.data)));
  source.onopen = () => onConnection("here");
  source.onerror = async () => {
    if (source.readyState !== EventSource.CLOSED) return onConnection("gone");
    const answer = await fetch("/", { method: "HEAD" }).catch(() => null);
    onConnection(answer?.status === 403 ? "refused" : "gone");
    setTimeout(() => listen(handle, onConnection), 1000);
  };
}

// What is shown is in the address's fragment, so that a reload, a bookmark or another tab shows the same.

function fragment() {
  return new URLSearchParams(location.hash.slice(1));
}

/** Return the request in the address, or null. */
export function requestInAddress() {
  const fields = fragment();
  if (!fields.has("scene")) return null;
  try {
    return {
      scene: fields.get("scene"),
      theme: fields.get("theme"),
      quality: fields.get("quality") ?? "l",
      parameters: JSON.parse(fields.get("parameters") ?? "{}"),
      playhead: {
        beat: fields.get("beat"),
        offset: Number(fields.get("offset") ?? 0),
        seconds: Number(fields.get("seconds") ?? 0),
      },
    };
  } catch {
    return null;
  }
}

/** Write a request into the address. */
export function writeRequest(request) {
  const fields = new URLSearchParams({ scene: request.scene, quality: request.quality });
  if (request.theme) fields.set("theme", request.theme);
  if (Object.keys(request.parameters).length) fields.set("parameters", JSON.stringify(request.parameters));
  if (request.playhead.beat !== null) {
    fields.set("beat", request.playhead.beat);
    fields.set("offset", request.playhead.offset.toFixed(3));
    fields.set("seconds", request.playhead.seconds.toFixed(3));
  }
  history.replaceState(null, "", `#${fields}`);
}

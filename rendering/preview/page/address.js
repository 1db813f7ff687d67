// What is shown stands in the address's fragment, so that a reload, a bookmark or another tab shows the same.

const TOKEN = "preview-token";

function fragment() {
  return new URLSearchParams(location.hash.slice(1));
}

/** Take the token out of the address, where nobody should see it, and keep it for this address. */
export function token() {
  const told = fragment();
  if (told.has("token")) {
    localStorage.setItem(TOKEN, told.get("token"));
    told.delete("token");
    history.replaceState(null, "", `#${told}`);
  }
  return localStorage.getItem(TOKEN) ?? "";
}

/** Return the request in the address, or null. */
export function requestInAddress() {
  const told = fragment();
  if (!told.has("scene")) return null;
  try {
    return {
      scene: told.get("scene"),
      theme: told.get("theme"),
      quality: told.get("quality") ?? "l",
      parameters: JSON.parse(told.get("parameters") ?? "{}"),
      playhead: {
        beat: told.get("beat"),
        offset: Number(told.get("offset") ?? 0),
        seconds: Number(told.get("seconds") ?? 0),
      },
    };
  } catch {
    return null;
  }
}

export function write(request) {
  const told = new URLSearchParams({ scene: request.scene, quality: request.quality });
  if (request.theme) told.set("theme", request.theme);
  if (Object.keys(request.parameters).length) told.set("parameters", JSON.stringify(request.parameters));
  if (request.playhead.beat !== null) {
    told.set("beat", request.playhead.beat);
    told.set("offset", request.playhead.offset.toFixed(3));
    told.set("seconds", request.playhead.seconds.toFixed(3));
  }
  history.replaceState(null, "", `#${told}`);
}

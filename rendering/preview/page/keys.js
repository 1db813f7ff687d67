// Keys work wherever the focus is, except on controls that need the same keys themselves.

const TYPING = new Set(["text", "number", "search", "file", "url", "email"]);

function needsKeys(target, key) {
  if (target.tagName === "SELECT" || target.isContentEditable) return true;
  if (target.tagName === "INPUT" && TYPING.has(target.type)) return true;
  const pressed = key === " " || key === "Enter";
  if (pressed) return ["BUTTON", "SUMMARY", "A", "INPUT"].includes(target.tagName);
  return (key.startsWith("Arrow") || key === "Home" || key === "End") && target.tagName === "PRE";
}

export function listenToKeys(player, help, loop) {
  const actions = {
    " ": () => player.toggle(),
    ArrowLeft: (event) => player.step(event.shiftKey ? -Math.round(player.rate) : -1),
    ArrowRight: (event) => player.step(event.shiftKey ? Math.round(player.rate) : 1),
    "[": () => player.stepBeat(-1),
    "]": () => player.stepBeat(1),
    Home: () => player.seek(0),
    End: () => player.seek(player.frames - 1),
    l: () => loop(),
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || help.open || needsKeys(event.target, event.key)) return;
    event.preventDefault();
    action(event);
  });
}

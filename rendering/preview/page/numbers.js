// The numbers on screen at this moment, grouped by the function that returned them; a click shows the whole call.

import { element } from "./elements.js";

export class Numbers {
  /** `list` gets the groups, `call` the call behind the number clicked; `none` is shown where there are no numbers. */
  constructor(list, call, none) {
    this.list = list;
    this.call = call;
    this.none = none;
    this.set([], {});
  }

  set(ledger, functions) {
    this.ledger = ledger;
    this.functions = functions;
    this.shown = null;
  }

  /** Show what is on screen at a time in seconds; an entry is there from its play's start to its play's end. */
  at(seconds) {
    const now = this.ledger.filter((entry) => entry.first <= seconds + 1e-6 && seconds < entry.last - 1e-6);
    const key = now.map((entry) => this.ledger.indexOf(entry)).join();
    if (key === this.shown) return;
    this.shown = key;
    this.none.hidden = now.length > 0;
    const groups = new Map();
    for (const entry of now) {
      const name = nameOf(entry);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(entry);
    }
    this.list.replaceChildren(...[...groups].map(([name, entries]) => this.#group(name, entries)));
    const chosen = now.find((entry) => identity(entry) === this.chosen);
    if (chosen) this.#choose(chosen);
    else this.call.replaceChildren();
  }

  #group(name, entries) {
    const chips = entries.map((entry) =>
      element(
        "button",
        {
          type: "button",
          title: `${short(entry.function)}${entry.trail ?? ""}`,
          "data-identity": identity(entry),
          "aria-pressed": "false",
          onclick: () => this.#toggle(entry),
        },
        entry.text,
      ),
    );
    return element("li", {}, element("span", { class: "from" }, name), element("div", { class: "chips" }, ...chips));
  }

  #toggle(entry) {
    if (this.chosen === identity(entry)) {
      this.chosen = null;
      this.call.replaceChildren();
      this.#press(null);
    } else {
      this.#choose(entry);
    }
  }

  #choose(entry) {
    this.chosen = identity(entry);
    this.#press(this.chosen);
    const parts = entry.name === undefined ? this.#callOf(entry) : [element("p", {}, entry.citation)];
    this.call.replaceChildren(element("h3", {}, entry.text), ...parts);
  }

  #press(chosen) {
    for (const chip of this.list.querySelectorAll("button")) {
      chip.setAttribute("aria-pressed", String(chip.dataset.identity === chosen));
    }
  }

  #callOf(entry) {
    const described = this.functions[entry.function] ?? {};
    const parts = [element("p", {}, element("code", {}, `${entry.function}${described.signature ?? ""}`))];
    if (described.place) parts.push(element("p", { class: "muted" }, described.place));
    parts.push(element("h4", {}, "Called with"), block("arguments", argumentsOf(entry)));
    if (described.doc) parts.push(element("h4", {}, "What it does"), block("docstring", described.doc));
    return parts;
  }
}

function block(label, text) {
  return element("pre", { tabindex: "0", "data-what": label }, text);
}

function identity(entry) {
  return `${entry.text} ${entry.function ?? entry.name}${entry.trail ?? ""} ${JSON.stringify(entry.arguments ?? {})}`;
}

function nameOf(entry) {
  return entry.name === undefined ? short(entry.function) : "names";
}

function short(name) {
  return (name ?? "a name").split(".").at(-1);
}

function argumentsOf(entry) {
  const lines = Object.entries(entry.arguments ?? {}).map(([name, value]) => `${name} = ${asText(value)}`);
  const value = entry.value === undefined ? "" : `→ ${entry.trail ? `${entry.trail} = ` : ""}${asText(entry.value)}`;
  return [...lines, value].filter(Boolean).join("\n");
}

/** Return a value as text: rows of numbers one below another, a call as a call, all else as JSON. */
function asText(value) {
  if (Array.isArray(value) && value.length && value.every(Array.isArray)) {
    return `\n${value.map((row) => `  ${row.map(asText).join("  ")}`).join("\n")}`;
  }
  if (value && typeof value === "object" && typeof value.function === "string") {
    const inner = Object.entries(value.arguments ?? {}).map(([name, item]) => `${name}=${JSON.stringify(item)}`);
    return `${short(value.function)}(${inner.join(", ")})${value.trail ?? ""}`;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

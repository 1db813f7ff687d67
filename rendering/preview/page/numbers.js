// The numbers on screen at this moment, each with the function that gave it, its arguments and its docstring.

import { element } from "./elements.js";

export class Numbers {
  constructor(list, none) {
    this.list = list;
    this.none = none;
    this.ledger = [];
    this.functions = {};
    this.shown = "";
    this.open = new Set();
  }

  set(ledger, functions) {
    this.ledger = ledger;
    this.functions = functions;
    this.shown = "";
  }

  /** Show what is on screen at a time in seconds; an entry is there from its play's start to its play's end. */
  at(seconds) {
    const here = this.ledger.map((entry, index) => ({ entry, index }));
    const now = here.filter(({ entry }) => entry.first <= seconds + 1e-6 && seconds < entry.last - 1e-6);
    const key = now.map(({ index }) => index).join();
    if (key === this.shown) return;
    this.shown = key;
    this.none.hidden = now.length > 0;
    this.list.replaceChildren(...now.map(({ entry }) => this.#entry(entry)));
  }

  #entry(entry) {
    const name = entry.name === undefined ? entry.function : entry.citation;
    const key = `${entry.text} ${name}`;
    const from = entry.name === undefined ? `${shortened(entry.function)}${entry.trail ?? ""}` : "a name";
    const details = element(
      "details",
      { open: this.open.has(key) },
      element("summary", {}, element("span", { class: "shown" }, entry.text), element("span", { class: "from" }, from)),
      ...(entry.name === undefined ? this.#call(entry) : [element("p", {}, entry.citation)]),
    );
    details.addEventListener("toggle", () => (details.open ? this.open.add(key) : this.open.delete(key)));
    return element("li", {}, details);
  }

  #call(entry) {
    const told = this.functions[entry.function] ?? {};
    const parts = [element("p", {}, element("code", {}, `${entry.function}${told.signature ?? ""}`))];
    if (told.place) parts.push(element("p", { class: "muted" }, told.place));
    parts.push(element("pre", { tabindex: "0", "aria-label": "arguments" }, argumentsOf(entry)));
    if (told.doc) parts.push(element("pre", { tabindex: "0", "aria-label": "docstring" }, told.doc));
    return parts;
  }
}

function shortened(name) {
  return name.split(".").slice(-1)[0];
}

function argumentsOf(entry) {
  const lines = Object.entries(entry.arguments ?? {}).map(([name, value]) => `${name} = ${written(value)}`);
  const value = entry.value === undefined ? "" : `→ ${entry.trail ? `${entry.trail} ` : ""}${written(entry.value)}`;
  return [...lines, value].filter(Boolean).join("\n");
}

/** Rows of numbers one below another, a call as a call, all else as JSON. */
function written(value) {
  if (Array.isArray(value) && value.length && value.every(Array.isArray)) {
    return `\n${value.map((row) => `  ${row.map(written).join("  ")}`).join("\n")}`;
  }
  if (value && typeof value === "object" && typeof value.function === "string") {
    const inner = Object.entries(value.arguments ?? {}).map(([name, item]) => `${name}=${JSON.stringify(item)}`);
    return `${shortened(value.function)}(${inner.join(", ")})${value.trail ?? ""}`;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

// Files to keep: buttons, progress, and where they are.

import { element } from "./elements.js";
import { ask } from "./server.js";

const RATES = { l: 15, m: 30, h: 60 };

export class Exports {
  constructor(list, buttons, quality, player, refuse) {
    this.list = list;
    this.player = player;
    this.items = new Map();
    buttons.addEventListener("click", (event) => {
      const format = event.target.dataset?.format;
      if (!format) return;
      ask("POST", "/api/exports", { format, quality: quality.value, seconds: player.seconds }).catch(refuse);
    });
  }

  set(exports) {
    this.items.clear();
    this.list.replaceChildren();
    for (const told of exports) this.update(told);
  }

  update(told) {
    let item = this.items.get(told.number);
    if (!item) {
      item = element("li", { "data-number": told.number });
      this.items.set(told.number, item);
      this.list.prepend(item);
    }
    item.dataset.state = told.state;
    const name = `${told.scene}, ${told.format.toUpperCase()}`;
    if (told.state === "done") {
      const link = element("a", { href: `/media/${told.file}`, target: "_blank", rel: "noopener" }, told.file);
      item.replaceChildren(link, ` ${size(told.bytes)}`);
    } else if (told.state === "failed" || told.state === "stopped") {
      item.replaceChildren(`${name}: `, element("span", { class: "wrong" }, told.error ?? "stopped"));
    } else {
      const total = this.player.frames * (RATES[told.quality] / this.player.rate);
      const bar = element("progress", { max: "1", "aria-label": name });
      if (told.frames && total) bar.value = Math.min(1, told.frames / total);
      const stop = element("button", { type: "button", onclick: () => ask("DELETE", `/api/exports/${told.number}`) }, "Stop");
      item.replaceChildren(`${name} `, element("span", { class: "muted" }, told.phase ?? ""), " ", stop, bar);
    }
  }
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

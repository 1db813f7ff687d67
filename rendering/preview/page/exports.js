// The exports: buttons, progress, and links to the files.

import { element } from "./elements.js";
import { send } from "./server.js";

const RATES = { l: 15, m: 30, h: 60 };

export class Exports {
  constructor(list, buttons, quality, player, refuse) {
    this.list = list;
    this.player = player;
    this.items = new Map();
    buttons.addEventListener("click", (event) => {
      const format = event.target.dataset?.format;
      if (!format) return;
      send("POST", "/api/exports", { format, quality: quality.value, seconds: player.seconds }).catch(refuse);
    });
  }

  set(exports) {
    this.items.clear();
    this.list.replaceChildren();
    for (const data of exports) this.update(data);
  }

  update(data) {
    let item = this.items.get(data.number);
    if (!item) {
      item = element("li", { "data-number": data.number });
      this.items.set(data.number, item);
      this.list.prepend(item);
    }
    item.dataset.state = data.state;
    const name = `${data.scene}, ${data.format.toUpperCase()}`;
    if (data.state === "done") {
      const link = element("a", { href: `/media/${data.file}`, target: "_blank", rel: "noopener" }, data.file);
      item.replaceChildren(link, ` ${size(data.bytes)}`);
    } else if (data.state === "failed" || data.state === "stopped") {
      item.replaceChildren(`${name}: `, element("span", { class: "wrong" }, data.error ?? "stopped"));
    } else {
      const total = this.player.frames * (RATES[data.quality] / this.player.rate);
      const bar = element("progress", { max: "1", "aria-label": name });
      if (data.frames && total) bar.value = Math.min(1, data.frames / total);
      const stop = element("button", { type: "button", onclick: () => send("DELETE", `/api/exports/${data.number}`) }, "Stop");
      item.replaceChildren(`${name} `, element("span", { class: "muted" }, data.phase ?? ""), " ", stop, bar);
    }
  }
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// The list of scenes with their thumbnails.

import { element } from "./elements.js";

export class Scenes {
  constructor(list, choose) {
    this.list = list;
    this.choose = choose;
    this.buttons = new Map();
  }

  set(scenes, current) {
    const items = scenes.map((scene) => {
      const button = element("button", { type: "button", title: scene.summary, onclick: () => this.choose(scene.name) });
      this.buttons.set(scene.name, button);
      this.fill(scene);
      return element("li", {}, button);
    });
    this.list.replaceChildren(...items);
    this.setCurrent(current);
  }

  fill({ name, title, thumbnail }) {
    const picture = thumbnail
      ? element("img", { src: `/kept/pictures/${thumbnail}`, alt: "", width: "320", height: "180" })
      : element("span", { class: "blank" });
    this.buttons.get(name)?.replaceChildren(picture, title);
  }

  setCurrent(current) {
    for (const [name, button] of this.buttons) button.setAttribute("aria-current", String(name === current));
  }
}

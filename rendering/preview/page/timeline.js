// The timeline: beats with their names, a tick for every play, and a playhead to drag.

import { clock, element } from "./elements.js";

export class Timeline {
  constructor(slider, player) {
    this.slider = slider;
    this.player = player;
    [this.beats, this.plays, this.head] = ["#beats", "#plays", "#playhead"].map((id) => slider.querySelector(id));
    slider.addEventListener("pointerdown", (event) => this.#grab(event));
    slider.addEventListener("pointermove", (event) => this.#drag(event));
    player.addEventListener("moved", () => this.move());
  }

  /** Show beats and plays. */
  layOut({ frames, beats, plays }) {
    const percent = (frame) => `${(100 * frame) / Math.max(1, frames)}%`;
    this.beats.replaceChildren(
      ...beats.map((beat) => {
        const made = element("span", { title: beat.name, "data-beat": beat.name }, beat.name);
        made.style.left = percent(beat.first);
        made.style.width = percent(beat.stop - beat.first);
        return made;
      }),
    );
    this.plays.replaceChildren(
      ...plays.map((first) => {
        const tick = element("span");
        tick.style.left = percent(first);
        return tick;
      }),
    );
    this.slider.setAttribute("aria-valuemax", Math.max(0, frames - 1));
    this.move();
  }

  /** Mark the beats that have a clip, by their names; `true` marks all. */
  markFilmed(names) {
    for (const span of this.beats.children) span.classList.toggle("made", names === true || names.has(span.dataset.beat));
  }

  move() {
    const { frame, frames, seconds, beat } = this.player;
    this.head.style.left = `${(100 * (frame + 0.5)) / Math.max(1, frames)}%`;
    this.slider.setAttribute("aria-valuenow", frame);
    this.slider.setAttribute("aria-valuetext", `${clock(seconds)}${beat ? `, ${beat.name}` : ""}`);
    for (const span of this.beats.children) span.classList.toggle("now", span.dataset.beat === beat?.name);
  }

  #grab(event) {
    if (event.button) return;
    this.slider.setPointerCapture(event.pointerId);
    this.slider.focus();
    this.player.pause();
    this.#seek(event);
  }

  #drag(event) {
    if (this.slider.hasPointerCapture(event.pointerId)) this.#seek(event);
  }

  #seek(event) {
    const box = this.slider.getBoundingClientRect();
    this.player.seek(Math.floor(((event.clientX - box.left) / box.width) * this.player.frames));
  }
}

// What is being built, and for how long without a sign of life: an endless loop looks like any other scene.

import { clock } from "./elements.js";

const WORDS = { picture: "drawing…", film: "filling in the moving picture…" };
const PATIENCE = 5; // seconds

export class Building {
  constructor(status, stillRunning, stop) {
    this.status = status;
    this.stillRunning = stillRunning;
    this.time = stillRunning.querySelector("output");
    stillRunning.querySelector("button").addEventListener("click", stop);
    setInterval(() => this.tick(), 500);
  }

  set({ phase, seconds }) {
    this.isUnderWay = phase in WORDS;
    this.began = this.lastSign = Date.now() - 1000 * seconds;
    this.status.textContent = WORDS[phase] ?? "";
    this.tick();
  }

  progress({ frames, of }) {
    this.lastSign = Date.now();
    this.status.textContent = `moving picture: ${Math.round((100 * frames) / of)} %`;
  }

  tick() {
    const now = Date.now();
    this.stillRunning.hidden = !this.isUnderWay || now - this.lastSign < 1000 * PATIENCE;
    this.time.textContent = clock((now - this.began) / 1000);
  }
}

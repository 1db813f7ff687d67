// The picture of the moment: a film where there is one of it, else the one picture that was drawn first.

/** Whether the browser tells which frame of a film it has painted; not all do yet. */
const TELLS_FRAMES = "requestVideoFrameCallback" in HTMLVideoElement.prototype;

/** Frames are counted from 0; a source is a film of the frames from `first` on. */
export class Player extends EventTarget {
  constructor(video, image) {
    super();
    this.video = video;
    this.image = image;
    this.rate = 15;
    this.frames = 0;
    this.beats = [];
    this.frame = 0;
    this.playing = false;
    this.loop = false;
    this.clips = new Map();
    this.film = null;
    this.source = null;
    this.drawn = null;
    this.covered = true;
    this.painted = null; // the frame of its source that the film shows
    video.addEventListener("ended", () => this.#advance());
    video.addEventListener("emptied", () => (this.painted = null));
    video.addEventListener("seeked", () => {
      if (!TELLS_FRAMES) this.painted = Math.floor(video.currentTime * this.rate);
      this.#reveal();
    });
    if (TELLS_FRAMES) this.#watchFilm();
    this.#follow();
  }

  /** Show a picture just drawn; if it is of a new text (`again`), the films there are, are not; else it may be late. */
  async draw(url, { frame, rate, again }) {
    if (!again && frame !== this.frame) return;
    this.video.pause();
    if (again) this.#forget();
    this.source = null;
    this.covered = true;
    this.drawn = frame;
    this.rate = rate;
    this.image.src = url;
    this.#place(frame);
    await this.image.decode().catch(() => {});
    if (this.covered && this.image.src.endsWith(url)) this.image.hidden = false;
  }

  /** Forget everything. */
  leave() {
    this.pause();
    this.#forget();
    Object.assign(this, { frames: 0, beats: [], frame: 0, drawn: null, source: null });
    this.image.hidden = true;
    this.video.removeAttribute("src");
    this.video.load();
  }

  #forget() {
    this.clips.clear();
    this.film = null;
  }

  setTimeline({ rate, frames, beats }) {
    Object.assign(this, { rate, frames, beats });
    this.#place(Math.min(this.frame, Math.max(0, frames - 1)));
  }

  addClip(beat, source) {
    this.clips.set(beat, source);
    this.#fill();
  }

  setFilm(source) {
    this.film = source;
    this.#fill();
  }

  get seconds() {
    return this.frame / this.rate;
  }

  get beat() {
    return this.beats.find((beat) => beat.first <= this.frame && this.frame < beat.stop) ?? null;
  }

  /** Whether there is neither film nor picture of this moment. */
  get isMissing() {
    return !this.#sourceOf(this.frame) && this.drawn !== this.frame;
  }

  /** Go to a frame. */
  seek(frame) {
    this.#place(Math.max(0, Math.min(frame, this.frames - 1)));
    this.#show();
  }

  step(count) {
    this.pause();
    this.seek(this.frame + count);
  }

  stepBeat(count) {
    const index = this.beats.indexOf(this.beat);
    const within = this.frame - (this.beat?.first ?? 0);
    const back = count < 0 && within > this.rate / 2 ? 0 : count;
    const beat = this.beats[Math.max(0, Math.min(index + back, this.beats.length - 1))];
    if (beat) this.seek(beat.first);
  }

  play() {
    this.playing = true;
    if (this.frame >= this.frames - 1) this.#place(0);
    this.#show();
    this.#changed();
  }

  pause() {
    this.playing = false;
    this.video.pause();
    this.#changed();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  setSpeed(speed) {
    this.video.defaultPlaybackRate = this.video.playbackRate = speed;
  }

  #sourceOf(frame) {
    const holds = (source) => source && source.first <= frame && frame < source.first + source.frames;
    if (holds(this.film)) return this.film;
    return [...this.clips.values()].find(holds) ?? null;
  }

  /** Show the film of this moment, if there is one now and was none before. */
  #fill() {
    if (!this.source || this.covered) this.#show();
  }

  #show() {
    const source = this.#sourceOf(this.frame);
    if (!source) {
      this.video.pause();
      this.source = null;
      if (this.isMissing) this.dispatchEvent(new Event("missing"));
      else this.#cover();
      return;
    }
    const loaded = this.source && this.source.url === source.url;
    this.source = source;
    if (!loaded) this.video.src = source.url;
    this.video.currentTime = (this.frame - source.first + 0.5) / this.rate;
    if (this.playing) this.video.play().catch(() => {});
  }

  /** Show the picture that was drawn of this moment. */
  #cover() {
    this.covered = true;
    this.image.hidden = false;
  }

  /** Take note of what the film paints. */
  #watchFilm() {
    this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.painted = Math.round(mediaTime * this.rate);
      this.#reveal();
      this.#watchFilm();
    });
  }

  /** Uncover the film once it shows the right frame. */
  #reveal() {
    if (!this.source || !this.covered || this.video.seeking) return;
    if (!this.playing && this.source.first + this.painted !== this.frame) return;
    this.covered = false;
    this.image.hidden = true;
  }

  /** Go on at the end of a clip. */
  #advance() {
    if (!this.playing) return;
    const next = this.source.first + this.source.frames;
    if (this.loop && this.beat) this.seek(this.beat.first);
    else if (next < this.frames) this.seek(next);
    else this.pause();
  }

  /** Keep the playhead where the film is. */
  #follow() {
    requestAnimationFrame(() => this.#follow());
    if (!this.playing || !this.source || this.video.paused || this.video.seeking) return;
    const frame = this.source.first + Math.floor(this.video.currentTime * this.rate);
    const beat = this.beat;
    if (this.loop && beat && frame >= beat.stop) this.seek(beat.first);
    else if (frame !== this.frame && frame < this.frames) this.#place(frame);
  }

  #place(frame) {
    this.frame = frame;
    this.dispatchEvent(new Event("moved"));
  }

  #changed() {
    this.dispatchEvent(new Event("changed"));
  }
}

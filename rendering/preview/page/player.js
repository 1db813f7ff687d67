// Shows the frame at the playhead: in the film or a clip where one has it, else the picture that was drawn.

/** Whether the browser reports which frame of a video it has painted; not all do yet. */
const REPORTS_FRAMES = "requestVideoFrameCallback" in HTMLVideoElement.prototype;

/** Frames are counted from 0; a source (the film or a clip) is a video of `frames` frames from `first` on. */
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
    this.imageShown = true;
    this.painted = null; // the frame of its source that the video shows
    video.addEventListener("ended", () => this.#advance());
    video.addEventListener("emptied", () => (this.painted = null));
    video.addEventListener("seeked", () => {
      if (!REPORTS_FRAMES) this.painted = Math.floor(video.currentTime * this.rate);
      this.#showVideo();
    });
    if (REPORTS_FRAMES) this.#recordPainted();
    this.#follow();
  }

  /** Show a picture just drawn. If it `replaces` what was shown, the film and clips are outdated; else it may be late. */
  async showPicture(url, { frame, rate, replaces }) {
    if (!replaces && frame !== this.frame) return;
    this.video.pause();
    if (replaces) this.#forget();
    this.source = null;
    this.imageShown = true;
    this.drawn = frame;
    this.rate = rate;
    this.image.src = url;
    this.#place(frame);
    await this.image.decode().catch(() => {});
    if (this.imageShown && this.image.src.endsWith(url)) this.image.hidden = false;
  }

  /** Show nothing, as before the first scene. */
  reset() {
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
    this.#useNewSource();
  }

  setFilm(source) {
    this.film = source;
    this.#useNewSource();
  }

  get seconds() {
    return this.frame / this.rate;
  }

  get beat() {
    return this.beats.find((beat) => beat.first <= this.frame && this.frame < beat.stop) ?? null;
  }

  /** Whether there is neither a video nor a picture of this moment. */
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

  /** Show the video of this moment, if there is one now and was none before. */
  #useNewSource() {
    if (!this.source || this.imageShown) this.#show();
  }

  #show() {
    const source = this.#sourceOf(this.frame);
    if (!source) {
      this.video.pause();
      this.source = null;
      if (this.isMissing) this.dispatchEvent(new Event("missing"));
      else this.#showImage();
      return;
    }
    const loaded = this.source && this.source.url === source.url;
    this.source = source;
    if (!loaded) this.video.src = source.url;
    this.video.currentTime = (this.frame - source.first + 0.5) / this.rate;
    if (this.playing) this.video.play().catch(() => {});
  }

  /** Show the picture that was drawn of this moment. */
  #showImage() {
    this.imageShown = true;
    this.image.hidden = false;
  }

  /** Record which frame the video has painted. */
  #recordPainted() {
    this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.painted = Math.round(mediaTime * this.rate);
      this.#showVideo();
      this.#recordPainted();
    });
  }

  /** Hide the picture once the video shows the right frame. */
  #showVideo() {
    if (!this.source || !this.imageShown || this.video.seeking) return;
    if (!this.playing && this.source.first + this.painted !== this.frame) return;
    this.imageShown = false;
    this.image.hidden = true;
  }

  /** Continue at the end of a clip. */
  #advance() {
    if (!this.playing) return;
    const next = this.source.first + this.source.frames;
    if (this.loop && this.beat) this.seek(this.beat.first);
    else if (next < this.frames) this.seek(next);
    else this.pause();
  }

  /** Move the playhead along with the video. */
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

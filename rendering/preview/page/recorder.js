// Takes of the voice over the beat under the playhead: record them, hear them, and save one as the beat's recording.

import { byId, element } from "./elements.js";
import { send } from "./server.js";

/** What browsers do for telephony; a narration is to sound as it was spoken. */
const AS_SPOKEN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export class Recorder {
  constructor(player) {
    this.player = player;
    this.panel = byId("voice-panel");
    this.button = byId("record");
    this.level = byId("level");
    this.sound = byId("take");
    this.scene = null;
    this.texts = new Map();
    this.takes = new Map(); // of each scene and beat
    this.recording = null;
    this.shown = null;
    this.button.addEventListener("click", () => (this.recording ? this.stop() : this.start()));
    player.addEventListener("moved", () => this.#show());
  }

  /** Show the narration of a scene; `narration` has what is said over each beat. */
  set(scene, narration) {
    this.scene = scene;
    this.texts = new Map(narration.map(({ beat, text }) => [beat, text ?? ""]));
    this.player.video.muted = !narration.length || this.recording !== null;
    this.#show(true);
  }

  /** Record, from the start of the beat under the playhead, while the picture plays. */
  async start() {
    const beat = this.player.beat;
    if (!beat) return;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: AS_SPOKEN });
    } catch (error) {
      this.#tell(`The microphone is not to be had: ${error.message}`);
      return;
    }
    const parts = [];
    const recorder = new MediaRecorder(stream);
    this.recording = { recorder, stream, beat, key: this.#key(beat.name), began: performance.now() };
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => this.#finish(new Blob(parts, { type: recorder.mimeType })));
    recorder.start();
    this.button.textContent = "Stop";
    this.#tell(`Recording ${beat.name}.`);
    this.#meter(stream);
    this.wasMuted = this.player.video.muted;
    this.player.video.muted = true;
    this.player.seek(beat.first);
    this.player.play();
  }

  stop() {
    this.recording.recorder.stop();
  }

  #finish(sound) {
    const { stream, beat, key, began } = this.recording;
    this.recording = null;
    for (const track of stream.getTracks()) track.stop();
    this.player.pause();
    if (key === this.#key(beat.name)) this.player.seek(beat.first); // where it lists this take, if it has run over the beat
    this.player.video.muted = this.wasMuted;
    this.button.textContent = "Record a take";
    const seconds = (performance.now() - began) / 1000;
    this.takes.set(key, [...(this.takes.get(key) ?? []), { sound, seconds }]);
    this.#tell("");
    this.#show(true);
  }

  /** Show how loud the microphone is. */
  #meter(stream) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const step = () => {
      if (!this.recording) {
        this.level.value = 0;
        context.close();
        return;
      }
      analyser.getFloatTimeDomainData(samples);
      this.level.value = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      requestAnimationFrame(step);
    };
    step();
  }

  #key(beat) {
    return `${this.scene}/${beat}`;
  }

  /** Show text and takes of the beat under the playhead. */
  #show(again = false) {
    const beat = this.player.beat?.name ?? null;
    if (beat === this.shown && !again) return;
    this.shown = beat;
    byId("voice-text").textContent = beat === null ? "" : this.texts.get(beat) || `Nothing is said over ${beat}.`;
    const takes = beat === null ? [] : (this.takes.get(this.#key(beat)) ?? []);
    byId("takes").replaceChildren(...takes.map((take, index) => this.#item(take, index + 1, this.#key(beat))));
  }

  #item({ sound, seconds }, number, key) {
    const hear = element("button", { type: "button", onclick: () => this.#hear(sound) }, "Hear");
    const use = element("button", { type: "button", onclick: () => this.#save(sound, number, key) }, "Use this take");
    return element("li", {}, `Take ${number}, ${seconds.toFixed(1)} s `, hear, " ", use);
  }

  #hear(sound) {
    URL.revokeObjectURL(this.sound.src);
    this.sound.src = URL.createObjectURL(sound);
    this.sound.play().catch((error) => this.#tell(error.message));
  }

  async #save(sound, number, key) {
    try {
      const { file } = await send("PUT", `/api/recordings/${key.split("/").map(encodeURIComponent).join("/")}`, sound);
      this.#tell(`Take ${number} is ${file} now; the film is made with it.`);
    } catch (error) {
      this.#tell(error.message);
    }
  }

  #tell(words) {
    byId("voice-status").textContent = words;
  }
}

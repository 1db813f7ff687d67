// Connect the parts of the page to the server: its events go to them, their requests go to it.

import { requestInAddress, writeRequest } from "./address.js";
import { debounced, byId, clock, element } from "./elements.js";
import { Building } from "./building.js";
import { Exports } from "./exports.js";
import { Form } from "./form.js";
import { listenToKeys } from "./keys.js";
import { Numbers } from "./numbers.js";
import { Player } from "./player.js";
import { Recorder } from "./recorder.js";
import { Scenes } from "./scenes.js";
import { listen, send } from "./server.js";
import { Timeline } from "./timeline.js";

const player = new Player(byId("film"), byId("picture"));
const timeline = new Timeline(byId("timeline"), player);
const numbers = new Numbers(byId("numbers"), byId("call"), byId("numbers-none"));
const exports = new Exports(byId("exports"), byId("export-buttons"), byId("export-quality"), player, refuse);
const recorder = new Recorder(player);
const building = new Building(byId("building"), byId("still-running"), () => send("DELETE", "/api/build").catch(refuse));
const form = new Form(byId("parameters"), (parameters) => change({ parameters }));
const scenes = new Scenes(byId("scenes"), (scene) => scene !== request.scene && change({ scene, parameters: {}, playhead: NO_PLAYHEAD }));

const CONNECTION_WORDS = {
  here: "connected",
  gone: "The server has stopped. This page comes back when it does.",
  refused: "The preview was started again. Open the last address that it has printed; then this page comes back, too.",
};
const NO_PLAYHEAD = { beat: null, offset: 0, seconds: 0 };
let request = requestInAddress();
let scenesByName = new Map();
let shownTimeline = null;
let timelineIsCurrent = false; // whether its beats and frames are those of the picture that is shown
let shownScene = null;

/** Request something else to be shown. */
async function change(changes) {
  request = { ...request, ...changes };
  writeRequest(request);
  try {
    await send("PUT", "/api/request", request);
    form.refuse("");
  } catch (error) {
    refuse(error);
  }
}

function refuse(error) {
  form.refuse(error.message);
}

const handlers = {
  state(data) {
    scenesByName = new Map(data.scenes.map((scene) => [scene.name, scene]));
    const own = request && scenesByName.has(request.scene) ? request : null;
    const differs = own && JSON.stringify(withoutPlayhead(own)) !== JSON.stringify(withoutPlayhead(data.request));
    scenes.set(data.scenes, (own ?? data.request).scene);
    exports.set(data.exports);
    recorder.panel.hidden = !data.records;
    byId("log").textContent = data.log.join("\n");
    handlers.request(own ?? data.request);
    if (differs) {
      change({});
      return;
    }
    if (data.picture && byId("player").dataset.picture !== data.picture.file) handlers.picture(data.picture);
    if (data.timeline) handlers.timeline(data.timeline);
    if (own && own.playhead.beat !== null) restore(own.playhead);
    for (const clip of Object.values(data.clips)) handlers.clip(clip);
    if (data.film) handlers.film(data.film);
    handlers.build(data.build);
    showFault(data.fault);
  },

  request(data) {
    const isAnotherScene = shownScene !== null && shownScene !== data.scene;
    if (isAnotherScene) reset();
    shownScene = data.scene;
    request = { ...data, playhead: request && !isAnotherScene ? request.playhead : data.playhead };
    const scene = scenesByName.get(request.scene);
    byId("title").textContent = scene?.title ?? request.scene;
    byId("summary").textContent = scene?.summary ?? "";
    document.title = `${scene?.title ?? request.scene} · Preview`;
    byId("quality").value = request.quality;
    if (request.theme) byId("theme").value = request.theme;
    scenes.setCurrent(request.scene);
    form.parameters = { ...request.parameters };
    writeRequest(request);
  },

  build(data) {
    building.set(data);
    byId("player").dataset.phase = data.phase;
    byId("player").dataset.build = data.number ?? "";
  },

  async picture(data) {
    timelineIsCurrent = !data.replaces && timelineIsCurrent;
    if (data.replaces) timeline.markFilmed(new Set());
    showFault(null);
    byId("player").dataset.picture = data.file;
    await player.showPicture(`/kept/pictures/${data.file}`, data);
  },

  timeline(data) {
    shownTimeline = data;
    timelineIsCurrent = true;
    player.setTimeline(data);
    timeline.layOut(data);
    numbers.set(data.ledger ?? [], data.functions);
    recorder.set(request.scene, data.narration ?? []);
    byId("picture").alt = data.description ?? data.summary ?? "";
    byId("theme").closest("label").hidden = !data.themed;
    byId("theme").value = request.theme ?? data.own_theme ?? "dark";
    form.set(data.schema, request.parameters);
    moved();
  },

  clip(data) {
    player.addClip(data.beat, { url: `/kept/films/${data.file}`, first: data.first, frames: data.frames });
    timeline.markFilmed(new Set(player.clips.keys()));
  },

  film(data) {
    player.setFilm({ url: `/kept/films/${data.file}`, first: 0, frames: data.frames });
    timeline.markFilmed(true);
  },

  progress(data) {
    building.progress(data);
  },

  fault(data) {
    showFault(data);
  },

  log({ line }) {
    const log = byId("log");
    const lines = log.textContent ? log.textContent.split("\n") : [];
    log.textContent = [...lines.slice(-399), line].join("\n");
    log.scrollTop = log.scrollHeight;
  },

  thumbnail(data) {
    scenesByName.set(data.name, data);
    scenes.fill(data);
  },

  export(data) {
    exports.update(data);
  },
};

/** Show no scene. */
function reset() {
  timelineIsCurrent = false;
  shownTimeline = null;
  player.reset();
  timeline.layOut({ frames: 0, beats: [], plays: [] });
  numbers.set([], {});
  numbers.at(0);
  byId("caption").textContent = "";
}

function withoutPlayhead({ scene, theme, quality, parameters }) {
  return { scene, theme, quality, parameters };
}

/** Go to the moment that was shown before a reload. */
function restore({ beat, offset, seconds }) {
  const found = shownTimeline?.beats.find((candidate) => candidate.name === beat);
  const within = found ? Math.min(Math.round(offset * shownTimeline.rate), found.stop - found.first - 1) : 0;
  player.seek(found ? found.first + within : Math.round(seconds * player.rate));
}

function showFault(fault) {
  const box = byId("fault");
  box.hidden = !fault;
  byId("player").dataset.fault = fault ? "yes" : "";
  if (!fault) {
    box.replaceChildren();
    form.schemaText && form.refuse("");
    return;
  }
  const parts = [element("strong", {}, fault.message)];
  if (fault.line) parts.push(element("p", {}, element("code", {}, `${fault.file}:${fault.line}`)));
  if (fault.code) parts.push(element("pre", {}, fault.code));
  if (fault.traceback) {
    parts.push(element("details", {}, element("summary", {}, "Your lines that led there"), element("pre", {}, fault.traceback)));
  }
  box.replaceChildren(...parts);
  if (fault.schema) form.set(fault.schema, request.parameters, fault.user ? fault.message : "");
}

const sendPlayhead = debounced(200, () => {
  send("PUT", "/api/playhead", { ...request.playhead, draw: player.isMissing }).catch(() => {});
});

function moved() {
  byId("clock").textContent = `${clock(player.seconds)} · frame ${player.frame} of ${player.frames}`;
  numbers.at(player.seconds);
  const caption = shownTimeline?.captions.find(({ start, end }) => start <= player.seconds && player.seconds < end);
  byId("caption").textContent = caption?.text ?? "";
  if (!request || !timelineIsCurrent) return;
  const beat = player.beat;
  const offset = beat ? (player.frame - beat.first) / player.rate : 0;
  request.playhead = { beat: beat?.name ?? null, offset, seconds: player.seconds };
  rememberRequest();
  if (!player.playing) sendPlayhead();
}

const rememberRequest = debounced(150, () => writeRequest(request));

player.addEventListener("moved", moved);
player.addEventListener("missing", () => timelineIsCurrent && sendPlayhead());
player.addEventListener("changed", () => {
  byId("play").textContent = player.playing ? "Pause" : "Play";
});

function loop() {
  player.loop = !player.loop;
  byId("loop").setAttribute("aria-pressed", String(player.loop));
}

async function copy(what) {
  try {
    await send("PUT", "/api/request", request);
    const text = (await send("GET", "/api/command-line"))[what];
    await navigator.clipboard.writeText(text);
    byId("copied").textContent = `Copied: ${text || "nothing, as all is as the scene has it"}`;
  } catch (error) {
    byId("copied").textContent = `Not copied: ${error.message}`;
  }
}

const clicks = {
  play: () => player.toggle(),
  "step-back": () => player.step(-1),
  "step-on": () => player.step(1),
  "beat-back": () => player.stepBeat(-1),
  "beat-on": () => player.stepBeat(1),
  loop,
  reset: () => change({ parameters: {} }).then(() => form.fill({})),
  "copy-command": () => copy("command"),
  "copy-toml": () => copy("toml"),
  "help-open": () => byId("help").showModal(),
};
for (const [id, act] of Object.entries(clicks)) byId(id).addEventListener("click", act);
byId("speed").addEventListener("change", (event) => player.setSpeed(Number(event.target.value)));
byId("theme").addEventListener("change", (event) => change({ theme: event.target.value }));
byId("quality").addEventListener("change", (event) => change({ quality: event.target.value }));
byId("page-theme").addEventListener("change", (event) => setPageTheme(event.target.value));

function setPageTheme(theme) {
  const named = ["light", "dark"].includes(theme) ? theme : "";
  if (named) document.documentElement.dataset.theme = named;
  else delete document.documentElement.dataset.theme;
  localStorage.setItem("preview-page-theme", named);
  byId("page-theme").value = named || "system";
}

setPageTheme(localStorage.getItem("preview-page-theme") ?? "");
listenToKeys(player, byId("help"), loop);
listen(
  (name, data) => handlers[name](data),
  (state) => {
    byId("connection").dataset.state = state;
    byId("connection").textContent = CONNECTION_WORDS[state];
  },
);

// Bring the parts of the page together: what the server tells goes to them, what they want goes to the server.

import { requestInAddress, write } from "./address.js";
import { afterwards, byId, clock, element } from "./elements.js";
import { Exports } from "./exports.js";
import { Form } from "./form.js";
import { listenToKeys } from "./keys.js";
import { Numbers } from "./numbers.js";
import { Player } from "./player.js";
import { Scenes } from "./scenes.js";
import { ask, listen } from "./server.js";
import { Timeline } from "./timeline.js";

const player = new Player(byId("film"), byId("picture"));
const timeline = new Timeline(byId("timeline"), player);
const numbers = new Numbers(byId("numbers"), byId("call"), byId("numbers-none"));
const exports = new Exports(byId("exports"), byId("export-buttons"), byId("export-quality"), player, refuse);
const form = new Form(byId("parameters"), (parameters) => want({ parameters }));
const scenes = new Scenes(byId("scenes"), (scene) => scene !== request.scene && want({ scene, parameters: {}, playhead: NOWHERE }));

const NOWHERE = { beat: null, offset: 0, seconds: 0 };
let request = requestInAddress();
let scenesByName = new Map();
let known = null; // the timeline that is shown
let settled = false; // whether beats and frames are those of the picture that is shown
let shownScene = null;

/** Want something else to be shown. */
async function want(change) {
  request = { ...request, ...change };
  write(request);
  try {
    await ask("PUT", "/api/request", request);
    form.refuse("");
  } catch (error) {
    refuse(error);
  }
}

function refuse(error) {
  form.refuse(error.message);
}

const heeds = {
  standing(told) {
    scenesByName = new Map(told.scenes.map((scene) => [scene.name, scene]));
    const mine = request && scenesByName.has(request.scene) ? request : null;
    const differs = mine && JSON.stringify(bare(mine)) !== JSON.stringify(bare(told.request));
    scenes.set(told.scenes, (mine ?? told.request).scene);
    exports.set(told.exports);
    byId("log").textContent = told.log.join("\n");
    heeds.request(mine ?? told.request);
    if (differs) {
      want({});
      return;
    }
    if (told.picture && byId("player").dataset.picture !== told.picture.file) heeds.picture(told.picture);
    if (told.timeline) heeds.timeline(told.timeline);
    if (mine && mine.playhead.beat !== null) restore(mine.playhead);
    for (const clip of Object.values(told.clips)) heeds.clip(clip);
    if (told.film) heeds.film(told.film);
    heeds.build(told.build);
    showFault(told.fault);
  },

  request(told) {
    const elsewhere = shownScene !== null && shownScene !== told.scene;
    if (elsewhere) leave();
    shownScene = told.scene;
    request = { ...told, playhead: request && !elsewhere ? request.playhead : told.playhead };
    const scene = scenesByName.get(request.scene);
    byId("title").textContent = scene?.title ?? request.scene;
    byId("summary").textContent = scene?.summary ?? "";
    document.title = `${scene?.title ?? request.scene} · Preview`;
    byId("quality").value = request.quality;
    if (request.theme) byId("theme").value = request.theme;
    scenes.mark(request.scene);
    form.parameters = { ...request.parameters };
    write(request);
  },

  build(told) {
    const words = { picture: "drawing…", film: "filling in the moving picture…" };
    byId("building").textContent = words[told.phase] ?? "";
    byId("player").dataset.phase = told.phase;
    byId("player").dataset.build = told.number ?? "";
  },

  async picture(told) {
    settled = !told.again && settled;
    if (told.again) timeline.mark(new Set());
    showFault(null);
    byId("player").dataset.picture = told.file;
    await player.draw(`/kept/pictures/${told.file}`, told);
  },

  timeline(told) {
    known = told;
    settled = true;
    player.setTimeline(told);
    timeline.lay(told);
    numbers.set(told.ledger ?? [], told.functions);
    byId("picture").alt = told.description ?? told.summary ?? "";
    byId("theme").closest("label").hidden = !told.themed;
    byId("theme").value = request.theme ?? told.own_theme ?? "dark";
    form.set(told.schema, request.parameters);
    moved();
  },

  clip(told) {
    player.addClip(told.beat, { url: `/kept/films/${told.file}`, first: told.first, frames: told.frames });
    timeline.mark(new Set(player.clips.keys()));
  },

  film(told) {
    player.setFilm({ url: `/kept/films/${told.file}`, first: 0, frames: told.frames });
    timeline.mark(true);
  },

  progress(told) {
    byId("building").textContent = `moving picture: ${Math.round((100 * told.frames) / told.of)} %`;
  },

  fault(told) {
    showFault(told);
  },

  log({ line }) {
    const log = byId("log");
    const lines = log.textContent ? log.textContent.split("\n") : [];
    log.textContent = [...lines.slice(-399), line].join("\n");
    log.scrollTop = log.scrollHeight;
  },

  thumbnail(told) {
    scenesByName.set(told.name, told);
    scenes.fill(told);
  },

  export(told) {
    exports.update(told);
  },
};

/** Forget the scene that was shown. */
function leave() {
  settled = false;
  known = null;
  player.leave();
  timeline.lay({ frames: 0, beats: [], plays: [] });
  numbers.set([], {});
  numbers.at(0);
  byId("caption").textContent = "";
}

function bare({ scene, theme, quality, parameters }) {
  return { scene, theme, quality, parameters };
}

/** Go to the moment that was shown before a reload. */
function restore({ beat, offset, seconds }) {
  const found = known?.beats.find((candidate) => candidate.name === beat);
  const within = found ? Math.min(Math.round(offset * known.rate), found.stop - found.first - 1) : 0;
  player.seek(found ? found.first + within : Math.round(seconds * player.rate));
}

function showFault(fault) {
  const box = byId("fault");
  box.hidden = !fault;
  byId("player").dataset.fault = fault ? "yes" : "";
  if (!fault) {
    box.replaceChildren();
    form.written && form.refuse("");
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

const tellPlayhead = afterwards(200, () => {
  ask("PUT", "/api/playhead", { ...request.playhead, draw: player.isMissing }).catch(() => {});
});

function moved() {
  byId("clock").textContent = `${clock(player.seconds)} · frame ${player.frame} of ${player.frames}`;
  numbers.at(player.seconds);
  const caption = known?.captions.find(({ start, end }) => start <= player.seconds && player.seconds < end);
  byId("caption").textContent = caption?.text ?? "";
  if (!request || !settled) return;
  const beat = player.beat;
  const offset = beat ? (player.frame - beat.first) / player.rate : 0;
  request.playhead = { beat: beat?.name ?? null, offset, seconds: player.seconds };
  remember();
  if (!player.playing) tellPlayhead();
}

const remember = afterwards(150, () => write(request));

player.addEventListener("moved", moved);
player.addEventListener("missing", () => settled && tellPlayhead());
player.addEventListener("changed", () => {
  byId("play").textContent = player.playing ? "Pause" : "Play";
});

function loop() {
  player.loop = !player.loop;
  byId("loop").setAttribute("aria-pressed", String(player.loop));
}

async function copy(what) {
  try {
    await ask("PUT", "/api/request", request);
    const spelt = (await ask("GET", "/api/spelling"))[what];
    await navigator.clipboard.writeText(spelt);
    byId("copied").textContent = `Copied: ${spelt || "nothing, as all is as the scene has it"}`;
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
  reset: () => want({ parameters: {} }).then(() => form.fill({})),
  "copy-command": () => copy("command"),
  "copy-toml": () => copy("toml"),
  "help-open": () => byId("help").showModal(),
};
for (const [id, act] of Object.entries(clicks)) byId(id).addEventListener("click", act);
byId("speed").addEventListener("change", (event) => player.setSpeed(Number(event.target.value)));
byId("theme").addEventListener("change", (event) => want({ theme: event.target.value }));
byId("quality").addEventListener("change", (event) => want({ quality: event.target.value }));
byId("page-theme").addEventListener("change", (event) => dress(event.target.value));

function dress(theme) {
  const named = ["light", "dark"].includes(theme) ? theme : "";
  if (named) document.documentElement.dataset.theme = named;
  else delete document.documentElement.dataset.theme;
  localStorage.setItem("preview-page-theme", named);
  byId("page-theme").value = named || "system";
}

dress(localStorage.getItem("preview-page-theme") ?? "");
listenToKeys(player, byId("help"), loop);
listen(
  (name, told) => heeds[name](told),
  (here) => {
    byId("connection").dataset.state = here ? "here" : "gone";
    byId("connection").textContent = here ? "connected" : "The server has stopped. This page comes back when it does.";
  },
);

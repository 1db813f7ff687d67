// The player: buttons, keys and slider, the clock, and the line that says what is pointed at.

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

function mount(root, data) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const { moments, steps, beats, rate } = data, last = moments[moments.length - 1][1];
  const canvas = make("canvas", { role: "img", "aria-label": data.alt }), context = canvas.getContext("2d");
  const layer = make("div", { class: "parts", role: "group", "aria-label": "Parts of the picture" });
  const stage = make("div", { class: "stage" }, canvas, layer);
  stage.style.aspectRatio = `${data.size[0]} / ${data.size[1]}`;
  const button = (label, text) => make("button", { type: "button", "aria-label": label, title: label }, text);
  const back = button("Step back", "◀︎"), play = button("Play", "▶︎"), on = button("Step forward", "▶︎|");
  back.textContent = "|◀︎";
  const loop = make("button", { type: "button", "aria-pressed": "false", title: "Loop" }, "Loop");
  const slider = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "Position" });
  const marks = beats.map((beat, number) => {
    const mark = button(`Beat ${number + 1}: ${beat.caption || beat.name}`, String(number + 1));
    mark.addEventListener("click", () => stop(beat.end));
    return mark;
  });
  const at = make("span", { class: "at", role: "status", lang: "en" }), caption = make("span", { class: "caption", role: "status" });
  const where = make("p", { class: "where" }, at, " ", caption), said = make("p", { class: "said", role: "status", "aria-live": "polite" });
  const source = make("p", { class: "source" });
  const controls = make("div", { class: "controls", role: "group", lang: "en", "aria-label": "Player" }, back, play, on, slider, loop);
  const chapters = make("div", { class: "beats", role: "group", lang: "en", "aria-label": "Beats" }, ...marks);
  const player = make("div", { class: "player" }, stage, controls, chapters, where, said, source);
  root.append(player);
  root.classList.add("live");

  let time = data.start, running = false, begun = false, clock = 0, request = 0, hovering = false, shown = "";
  const picture = new Picture(data, (pending) => {
    stage.setAttribute("aria-busy", String(pending > 0));
    draw();
  });
  if (picture.pending) stage.setAttribute("aria-busy", "true");
  const pointing = new Pointing(data, picture, layer, (number) => { tell(number); draw(); });

  function draw() {
    const lit = running ? null : pointing?.lit();
    picture.draw(context, canvas.width, canvas.height, running && still.matches ? stepped(time) : time, lit,
      lit && getComputedStyle(player).getPropertyValue("--focus"));
  }
  const stepped = (at) => moments[steps.filter((step) => moments[step][0] <= at).pop() ?? 0][0];
  const beat = () => beats.findIndex(({ end }) => time <= end);

  function tell(number) {
    const element = number === null ? null : pointing.elements[number];
    const [call, doc] = element ? pointing.source(number) : ["", ""];
    said.textContent = element ? element.lattice ? pointing.words(number) : element.words || element.text : "";
    source.replaceChildren(...(call ? [make("code", {}, call)] : []), doc ? ` ${doc}` : "");
  }

  // Show the moment, and say where it is; words that stay are left alone.
  function place() {
    const number = Math.max(0, beat()), step = steps.findIndex((each) => time <= moments[each][1]);
    slider.value = Math.round(time);
    if (shown !== `${number} ${step}`) {
      shown = `${number} ${step}`;
      const words = beats[number].caption || beats[number].name;
      slider.setAttribute("aria-valuetext", `step ${step + 1} of ${steps.length}: ${words}`);
      marks.forEach((mark, index) => mark.toggleAttribute("aria-current", index === number));
      at.setAttribute("aria-live", running ? "off" : "polite");
      at.textContent = `Step ${step + 1} of ${steps.length}.`;
      if (caption.textContent !== words) caption.textContent = words;
    }
    draw();
  }

  function rest() {
    pointing.refresh(picture.at(time)[0]);
    place();
  }

  function stop(at = time) {
    running = false;
    cancelAnimationFrame(request);
    play.textContent = "▶︎";
    play.setAttribute("aria-label", "Play");
    play.title = "Play";
    time = Math.min(last, Math.max(0, at));
    rest();
  }

  function start() {
    if (!begun || time >= last) time = 0;
    begun = running = true;
    play.textContent = "❚❚";
    play.setAttribute("aria-label", "Pause");
    play.title = "Pause";
    pointing.clear();
    clock = performance.now();
    request = requestAnimationFrame(tick);
  }

  function tick(now) {
    time += Math.max(0, now - clock) / 1000 * rate;
    clock = now;
    if (time >= last) {
      if (loop.getAttribute("aria-pressed") !== "true") return stop(last);
      time = 0;
    }
    place();
    request = requestAnimationFrame(tick);
  }

  // Step to the end of the play after, or before, the one that is shown.
  function step(way) {
    begun = true;
    const ends = steps.map((each) => moments[each][0]), now = moments[picture.at(time)[0]][0];
    const next = way > 0 ? ends.find((end) => end > Math.max(now, time)) : ends.filter((end) => end < Math.min(now, time)).pop();
    stop(next ?? (way > 0 ? last : ends[0]));
  }

  const toggle = () => running ? stop() : start();
  const again = () => loop.setAttribute("aria-pressed", String(loop.getAttribute("aria-pressed") !== "true"));
  back.addEventListener("click", () => step(-1));
  on.addEventListener("click", () => step(1));
  play.addEventListener("click", toggle);
  loop.addEventListener("click", again);
  slider.addEventListener("input", () => { begun = true; stop(Number(slider.value)); });
  player.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches("input:not([type=range]), select");
    const actions = { ArrowRight: () => step(1), ArrowLeft: () => step(-1), Home: () => stop(0), End: () => stop(last),
      l: again, k: toggle, Escape: () => pointing.choose(null) };
    if (event.target === slider || !event.target.matches("button")) actions[" "] = toggle;
    const number = event.key === "0" ? 10 : Number(event.key);
    const action = number >= 1 && number <= beats.length ? () => { begun = true; stop(beats[number - 1].end); } : actions[event.key];
    if (!action || typing) return;
    event.preventDefault();
    action();
  });

  const point = (event, margin) => {
    const box = stage.getBoundingClientRect(), scale = data.size[0] / box.width;
    return pointing.find((event.clientX - box.left) * scale, (event.clientY - box.top) * scale, margin * scale);
  };
  stage.addEventListener("pointermove", (event) => {
    if (running || event.pointerType === "touch") return;
    hovering = true;
    pointing.choose(point(event, 0));
  });
  stage.addEventListener("pointerleave", (event) => {
    if (hovering && !running && event.pointerType !== "touch" && !layer.matches(":focus-within")) pointing.choose(null);
    hovering = false;
  });
  stage.addEventListener("pointerdown", (event) => {
    if (running) stop();
    pointing.choose(point(event, event.pointerType === "touch" ? NEAR : 0));
  });

  const sizes = new ResizeObserver(() => {
    const { width, height } = stage.getBoundingClientRect(), ratio = Math.max(1, window.devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    draw();
  });
  sizes.observe(stage);
  const leave = data.dark ? followPage(root.closest(".moving-figure"), (dark) => { picture.theme(dark); draw(); }) : () => {};
  if (data.recompute) root.append(recomputePanel(data.recompute));
  rest();
  performance.mark("figure-drawn");
  return () => { cancelAnimationFrame(request); sizes.disconnect(); leave(); root.replaceChildren(); };
}

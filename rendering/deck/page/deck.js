// A slide is a beat: entered from before, it plays from its first frame and stays on its last; gone back to, it shows
// its last. A picture of either covers the film until that has a frame to show, so that no slide is ever blank.
(() => {
  const root = document.querySelector(".reveal");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const query = new URLSearchParams(location.search);
  const isReceiver = query.has("receiver"); // a window within the speaker view
  const isUpcoming = isReceiver && query.get("controls") === "false"; // the one that shows what comes next
  const slides = [...document.querySelectorAll(".slides > section > section")];
  const remembered = `ended:${location.pathname}`;
  let waiting = null; // where to go once a loop has come to its end

  const partsOf = (slide) => {
    const picture = slide.querySelector(".picture");
    return { picture, film: picture.querySelector("video") };
  };

  function remember(slide) {
    try {
      if (!isReceiver) sessionStorage.setItem(remembered, slide ? slide.id : "");
    } catch { /* where nothing can be kept, a reload plays the slide again */ }
  }

  function hadEnded(slide) {
    try {
      return sessionStorage.getItem(remembered) === slide.id;
    } catch {
      return false;
    }
  }

  function rest(slide) {
    const { picture, film } = partsOf(slide);
    film.pause();
    picture.dataset.shows = "last";
  }

  function showEnd(slide) {
    rest(slide);
    remember(slide);
  }

  async function play(slide) {
    const { picture, film } = partsOf(slide);
    film.pause();
    picture.dataset.shows = "first";
    remember(null);
    film.loop = "loops" in slide.dataset;
    if (!film.src) film.src = film.dataset.src;
    film.currentTime = 0;
    const run = (film.dataset.run = String(Number(film.dataset.run || 0) + 1));
    const uncover = (_, frame) => {
      if (film.dataset.run !== run || picture.dataset.shows !== "first") return;
      if (film.seeking || (frame && frame.mediaTime > film.currentTime)) waitForFrame(); // it was the old end
      else picture.dataset.shows = "film";
    };
    const waitForFrame = () => {
      if (film.requestVideoFrameCallback) film.requestVideoFrameCallback(uncover);
      else film.addEventListener("timeupdate", () => uncover(), { once: true });
    };
    waitForFrame();
    try {
      await film.play();
    } catch (error) {
      if (error.name !== "NotAllowedError") return; // another slide was shown meanwhile
      film.muted = true; // a browser plays no sound before the first key
      await film.play().catch(() => {});
    }
  }

  function onEnded(slide) {
    if (slide !== Reveal.getCurrentSlide()) return;
    if (waiting) {
      const [h, v] = waiting;
      Reveal.slide(h, v);
    } else {
      partsOf(slide).picture.dataset.shows = "last";
      remember(slide);
    }
  }

  const nextOf = (slide) => slides[slides.indexOf(slide) + 1];

  function isPlaying(slide) {
    const { picture, film } = partsOf(slide);
    return !film.paused && !film.ended && picture.dataset.shows === "film";
  }

  function holdLoop(event) {
    const slide = Reveal.getCurrentSlide();
    const next = slide && nextOf(slide);
    if (isReceiver || waiting || !next || !("loops" in slide.dataset) || !isPlaying(slide)) return;
    const to = Reveal.getIndices(next);
    const v = event.indexv === undefined ? 0 : event.indexv;
    if (event.indexh !== to.h || v !== to.v) return;
    event.preventDefault();
    waiting = [to.h, to.v];
    partsOf(slide).film.loop = false;
  }

  function show(slide, before) {
    waiting = null;
    for (const stack of document.querySelectorAll("[data-previous-indexv]")) stack.removeAttribute("data-previous-indexv");
    if (before && before !== slide) rest(before);
    const goesBack = before && nextOf(slide) === before;
    if (isUpcoming || goesBack || calm.matches || (!before && hadEnded(slide))) showEnd(slide);
    else play(slide);
  }

  for (const slide of slides) {
    partsOf(slide).picture.dataset.shows = "last";
    partsOf(slide).film.addEventListener("ended", () => onEnded(slide));
  }

  Reveal.on("beforeslidechange", holdLoop);
  Reveal.on("slidechanged", (event) => show(event.currentSlide, event.previousSlide));
  Reveal.on("ready", (event) => show(event.currentSlide, null));
  Reveal.initialize({
    width: Number(root.dataset.width),
    height: Number(root.dataset.height),
    margin: 0,
    minScale: 0.05,
    maxScale: 16,
    center: false,
    hash: true,
    navigationMode: "linear",
    transition: "none",
    backgroundTransition: "none",
    autoPlayMedia: false,
    viewDistance: 3,
    mobileViewDistance: 2,
    controlsTutorial: false,
    plugins: [RevealNotes],
  }).then(() => {
    const again = { keyCode: 82, key: "R", description: "Play the slide again" };
    Reveal.addKeyBinding(again, () => play(Reveal.getCurrentSlide()));
  });
})();

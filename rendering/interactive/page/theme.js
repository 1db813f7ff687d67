// The theme of the page that a figure stands in: dark where the ground behind the figure is.

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function standsOnDark(figure) {
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const above = (element) => element.parentElement ?? element.getRootNode().host;
  for (let element = above(figure); element; element = above(element)) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(element).backgroundColor; // of any notation
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, opacity] = context.getImageData(0, 0, 1, 1).data;
    if (opacity > 127) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  return scheme.includes("dark") && (prefersDark.matches || !scheme.includes("light"));
}

// Have a figure follow its page; `change` is told whether it is dark now, and each time that this changes.
function followPage(figure, change) {
  let dark = null;
  const check = () => {
    if (dark === (dark = standsOnDark(figure))) return;
    figure.dataset.theme = dark ? "dark" : "light";
    change(dark);
  };
  const observer = new MutationObserver(check);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  prefersDark.addEventListener("change", check);
  document.addEventListener("transitionend", check); // a ground may fade into its new colour
  check();
  return () => {
    observer.disconnect();
    prefersDark.removeEventListener("change", check);
    document.removeEventListener("transitionend", check);
  };
}

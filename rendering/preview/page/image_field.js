// An image: one by name, a file chosen or dropped, or where a scene says so rows of numbers.

import { element } from "./elements.js";
import { ask } from "./server.js";
import { grouped } from "./wrapping.js";

const KINDS = "image/png,image/jpeg,image/webp";

export function imageField(name, about, take) {
  const list = element("datalist", { id: `images-${name}` }, ...(about.choices ?? []).map((word) => element("option", { value: word })));
  const text = element("input", {
    type: "text",
    id: `parameter-${name}`,
    list: list.id,
    spellcheck: "false",
    "aria-label": `${name} by name or path`,
    oninput: () => take(text.value.trim()),
  });
  const told = element("p", { class: "refused", role: "alert", hidden: true });
  const file = element("input", {
    type: "file",
    accept: KINDS,
    "aria-label": `${name} from a file`,
    onchange: () => file.files[0] && send(file.files[0]),
  });
  const drop = element("div", { class: "drop" }, element("p", {}, "Drop a picture here, or choose one:"), file);

  async function send(picture) {
    told.hidden = true;
    try {
      const { value } = await ask("PUT", `/api/uploads/${encodeURIComponent(picture.name)}`, picture);
      text.value = value;
      take(value);
    } catch (error) {
      told.textContent = error.message;
      told.hidden = false;
    }
  }

  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", over);
      if (kind === "drop" && event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
    });
  }
  const node = grouped(name, about, text, list, drop, told);
  return { node, show: (value) => (text.value = Array.isArray(value) ? value.map((row) => row.join(" ")).join("; ") : (value ?? "")) };
}

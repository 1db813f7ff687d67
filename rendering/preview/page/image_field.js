// The field for an image: a name, a file that is chosen or dropped, or rows of numbers where the scene has them.

import { element } from "./elements.js";
import { send } from "./server.js";
import { grouped } from "./wrapping.js";

const FORMATS = "image/png,image/jpeg,image/webp";

export function imageField(name, schema, onChange) {
  const list = element("datalist", { id: `images-${name}` }, ...(schema.choices ?? []).map((word) => element("option", { value: word })));
  const text = element("input", {
    type: "text",
    id: `parameter-${name}`,
    list: list.id,
    spellcheck: "false",
    "aria-label": `${name} by name or path`,
    oninput: () => onChange(text.value.trim()),
  });
  const refusal = element("p", { class: "refused", role: "alert", hidden: true });
  const file = element("input", {
    type: "file",
    accept: FORMATS,
    "aria-label": `${name} from a file`,
    onchange: () => file.files[0] && upload(file.files[0]),
  });
  const drop = element("div", { class: "drop" }, element("p", {}, "Drop a picture here, or choose one:"), file);

  async function upload(picture) {
    refusal.hidden = true;
    try {
      const { value } = await send("PUT", `/api/uploads/${encodeURIComponent(picture.name)}`, picture);
      text.value = value;
      onChange(value);
    } catch (error) {
      refusal.textContent = error.message;
      refusal.hidden = false;
    }
  }

  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", over);
      if (kind === "drop" && event.dataTransfer.files[0]) upload(event.dataTransfer.files[0]);
    });
  }
  const node = grouped(name, schema, text, list, drop, refusal);
  return { node, show: (value) => (text.value = Array.isArray(value) ? value.map((row) => row.join(" ")).join("; ") : (value ?? "")) };
}

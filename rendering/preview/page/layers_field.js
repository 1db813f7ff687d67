// The field for layers: a row for each, with its kernel, stride and dilation.

import { element } from "./elements.js";
import { grouped } from "./wrapping.js";

const PARTS = ["kernel", "stride", "dilation"];

export function layersField(name, schema, onChange) {
  const rows = element("div");
  const add = element("button", { type: "button", onclick: () => replaceLayers([...layers(), { kernel: 3, stride: 1, dilation: 1 }]) }, "Add a layer");
  const text = element("input", { type: "text", "aria-label": `${name} in short`, spellcheck: "false", oninput: () => onChange(text.value) });

  function layers() {
    return [...rows.children].map((row) =>
      Object.fromEntries([...row.querySelectorAll("input")].map((input, index) => [PARTS[index], Number(input.value)])),
    );
  }

  function replaceLayers(list) {
    draw(list);
    changed();
  }

  function changed() {
    const list = layers();
    if (list.some((layer) => PARTS.some((part) => !layer[part]))) return;
    text.value = list.map(formatted).join(", ");
    onChange(text.value);
  }

  function draw(list) {
    rows.replaceChildren(
      ...list.map((layer, index) => {
        const inputs = PARTS.map((part) =>
          element("label", {}, part, element("input", {
            type: "number", min: "1", value: String(layer[part]), "aria-label": `${part} of layer ${index + 1}`, oninput: changed,
          })),
        );
        const remove = element("button", {
          type: "button",
          "aria-label": `remove layer ${index + 1}`,
          disabled: list.length < 2,
          onclick: () => replaceLayers(layers().filter((_, other) => other !== index)),
        }, "✕");
        return element("div", { class: "layer" }, ...inputs, remove);
      }),
    );
  }

  function show(value) {
    text.value = value ?? "";
    const list = String(value ?? "").split(",").map(parsed);
    rows.hidden = add.hidden = list.includes(null);
    text.hidden = !rows.hidden;
    if (!rows.hidden) draw(list);
  }

  return { node: grouped(name, schema, rows, add, text), show };
}

/** Return the layer that `3s2d1` describes, or null for one whose sides differ. */
function parsed(text) {
  const found = /^\s*(\d+)(?:s(\d+))?(?:d(\d+))?\s*$/.exec(text);
  return found && { kernel: Number(found[1]), stride: Number(found[2] ?? 1), dilation: Number(found[3] ?? 1) };
}

function formatted({ kernel, stride, dilation }) {
  return `${kernel}${stride === 1 ? "" : `s${stride}`}${dilation === 1 ? "" : `d${dilation}`}`;
}

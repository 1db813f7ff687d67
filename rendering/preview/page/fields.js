// One field for each kind of parameter. A field has a node, and shows a value.

import { element } from "./elements.js";
import { imageField } from "./image_field.js";
import { kernelField } from "./kernel_field.js";
import { layersField } from "./layers_field.js";
import { labelled } from "./wrapping.js";

const SPECIAL = { kernel: kernelField, image: imageField, layers: layersField };

/** Return the field for a parameter; `take(value)` is called when somebody changes it. */
export function fieldFor(name, about, take) {
  const special = SPECIAL[about.format];
  if (special) return special(name, about, take);
  if (about.type === "boolean") return checkbox(name, about, take);
  if (about.enum) return choice(name, about, take);
  const numbers = numberIn(about);
  if (numbers) return number(name, { ...about, ...numbers }, take);
  return text(name, about, take);
}

/** Return the schema of the number that a parameter is, if it is one, or none at all. */
function numberIn(about) {
  const kinds = (about.anyOf ?? [about]).filter((kind) => kind.type !== "null");
  return kinds.length === 1 && ["integer", "number"].includes(kinds[0].type) ? kinds[0] : null;
}

function checkbox(name, about, take) {
  const control = element("input", { type: "checkbox", onchange: () => take(control.checked) });
  return { node: labelled(name, about, control), show: (value) => (control.checked = Boolean(value)) };
}

function choice(name, about, take) {
  const options = about.enum.map((value) => element("option", { value: JSON.stringify(value) }, String(value)));
  const control = element("select", { onchange: () => take(JSON.parse(control.value)) }, ...options);
  return { node: labelled(name, about, control), show: (value) => (control.value = JSON.stringify(value)) };
}

function number(name, about, take) {
  const whole = about.type === "integer";
  const control = element("input", {
    type: "number",
    step: whole ? "1" : "any",
    ...(about.minimum === undefined ? {} : { min: String(about.minimum) }),
    ...(about.maximum === undefined ? {} : { max: String(about.maximum) }),
    oninput: () => take(control.value === "" ? null : Number(control.value)),
  });
  return { node: labelled(name, about, control), show: (value) => (control.value = value ?? "") };
}

/** A text; where numbers or some words are allowed too, the words are offered and numbers are taken as such. */
function text(name, about, take) {
  const kinds = about.anyOf ?? [about];
  const words = kinds.flatMap((kind) => kind.enum ?? (kind.const === undefined ? [] : [kind.const]));
  const numeric = kinds.some((kind) => ["integer", "number"].includes(kind.type));
  const list = element("datalist", { id: `words-${name}` }, ...words.map((word) => element("option", { value: word })));
  const control = element("input", {
    type: "text",
    spellcheck: "false",
    list: list.id,
    oninput: () => {
      const typed = control.value.trim();
      take(numeric && typed !== "" && !Number.isNaN(Number(typed)) ? Number(typed) : typed);
    },
  });
  const node = labelled(name, about, control);
  node.append(list);
  return { node, show: (value) => (control.value = value ?? "") };
}

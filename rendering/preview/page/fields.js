// One field for each kind of parameter: `{ node, show }`, an element and a function that shows a value in it.

import { element } from "./elements.js";
import { imageField } from "./image_field.js";
import { kernelField } from "./kernel_field.js";
import { layersField } from "./layers_field.js";
import { labelled } from "./wrapping.js";

const SPECIAL = { kernel: kernelField, image: imageField, layers: layersField };

/** Return the field for a parameter, given its JSON schema; `onChange(value)` is called when the user changes it. */
export function fieldFor(name, schema, onChange) {
  const special = SPECIAL[schema.format];
  if (special) return special(name, schema, onChange);
  if (schema.type === "boolean") return checkbox(name, schema, onChange);
  if (schema.enum) return choice(name, schema, onChange);
  const numbers = numberSchema(schema);
  if (numbers) return number(name, { ...schema, ...numbers }, onChange);
  return text(name, schema, onChange);
}

/** Return the schema of the number, for a parameter that is a number or null. */
function numberSchema(schema) {
  const kinds = (schema.anyOf ?? [schema]).filter((kind) => kind.type !== "null");
  return kinds.length === 1 && ["integer", "number"].includes(kinds[0].type) ? kinds[0] : null;
}

function checkbox(name, schema, onChange) {
  const control = element("input", { type: "checkbox", onchange: () => onChange(control.checked) });
  return { node: labelled(name, schema, control), show: (value) => (control.checked = Boolean(value)) };
}

function choice(name, schema, onChange) {
  const options = schema.enum.map((value) => element("option", { value: JSON.stringify(value) }, String(value)));
  const control = element("select", { onchange: () => onChange(JSON.parse(control.value)) }, ...options);
  return { node: labelled(name, schema, control), show: (value) => (control.value = JSON.stringify(value)) };
}

function number(name, schema, onChange) {
  const whole = schema.type === "integer";
  const control = element("input", {
    type: "number",
    step: whole ? "1" : "any",
    ...(schema.minimum === undefined ? {} : { min: String(schema.minimum) }),
    ...(schema.maximum === undefined ? {} : { max: String(schema.maximum) }),
    oninput: () => onChange(control.value === "" ? null : Number(control.value)),
  });
  return { node: labelled(name, schema, control), show: (value) => (control.value = value ?? "") };
}

/** A text field; where numbers or certain words are allowed too, it offers the words and reads numbers as numbers. */
function text(name, schema, onChange) {
  const kinds = schema.anyOf ?? [schema];
  const words = kinds.flatMap((kind) => kind.enum ?? (kind.const === undefined ? [] : [kind.const]));
  const numeric = kinds.some((kind) => ["integer", "number"].includes(kind.type));
  const list = element("datalist", { id: `words-${name}` }, ...words.map((word) => element("option", { value: word })));
  const control = element("input", {
    type: "text",
    spellcheck: "false",
    list: list.id,
    oninput: () => {
      const typed = control.value.trim();
      onChange(numeric && typed !== "" && !Number.isNaN(Number(typed)) ? Number(typed) : typed);
    },
  });
  const node = labelled(name, schema, control);
  node.append(list);
  return { node, show: (value) => (control.value = value ?? "") };
}

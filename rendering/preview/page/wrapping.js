// A parameter's name and description around its controls.

import { element } from "./elements.js";

/** Wrap a control with its name and its description. */
export function labelled(name, schema, control) {
  const id = `parameter-${name}`;
  control.id = id;
  const parts = [element("label", { class: "name", for: id }, readable(name))];
  if (schema.description) {
    parts.push(element("p", { class: "hint", id: `${id}-hint` }, schema.description));
    control.setAttribute("aria-describedby", `${id}-hint`);
  }
  return element("div", { class: "field", "data-parameter": name }, ...parts, control);
}

/** Wrap several controls with their name and their description. */
export function grouped(name, schema, ...controls) {
  const parts = [element("legend", {}, readable(name))];
  if (schema.description) parts.push(element("p", { class: "hint" }, schema.description));
  return element("fieldset", { "data-parameter": name }, ...parts, ...controls);
}

function readable(name) {
  const words = name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

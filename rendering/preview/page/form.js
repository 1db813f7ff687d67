// The scene's parameters as a form, made from the schema of its pydantic model.

import { afterwards, element } from "./elements.js";
import { fieldFor } from "./fields.js";

export class Form {
  /** `change(parameters)` is called with the values that differ from the scene's own. */
  constructor(form, change) {
    this.form = form;
    this.change = afterwards(150, change);
    this.written = "";
    this.fields = new Map();
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Show a schema's fields; the same schema again leaves the focus where it is. */
  set(schema, parameters, refused) {
    const written = JSON.stringify(schema);
    if (written !== this.written) {
      this.written = written;
      this.#build(schema);
    }
    this.fill(parameters);
    this.refuse(refused);
  }

  /** Put values in, except where somebody is typing. */
  fill(parameters) {
    this.parameters = { ...parameters };
    for (const [name, field] of this.fields) {
      if (!field.node.contains(document.activeElement)) field.show(parameters[name] ?? field.own);
    }
  }

  refuse(message) {
    this.refusal.textContent = message ?? "";
    this.refusal.hidden = !message;
  }

  #build(schema) {
    this.fields.clear();
    this.refusal = element("p", { class: "refused", role: "alert", hidden: true });
    for (const [name, about] of Object.entries(schema.properties ?? {})) {
      const field = fieldFor(name, resolved(about, schema), (value) => this.#take(name, value));
      field.own = about.default;
      this.fields.set(name, field);
    }
    const nothing = element("p", { class: "muted" }, "This scene has none.");
    this.form.replaceChildren(...[...this.fields.values()].map((field) => field.node), this.refusal);
    if (!this.fields.size) this.form.prepend(nothing);
  }

  #take(name, value) {
    if (JSON.stringify(value) === JSON.stringify(this.fields.get(name).own)) delete this.parameters[name];
    else this.parameters[name] = value;
    this.change({ ...this.parameters });
  }
}

/** Return a property's schema with what it refers to. */
function resolved(about, schema) {
  if (!about.$ref) return about;
  const name = about.$ref.split("/").at(-1);
  return { ...schema.$defs?.[name], ...about };
}

// The scene's parameters as a form, made from the JSON schema of its pydantic model.

import { debounced, element } from "./elements.js";
import { fieldFor } from "./fields.js";
import { patchField } from "./patch_field.js";

export class Form {
  /** `onChange(parameters)` is called with the values that differ from the scene's defaults. */
  constructor(form, onChange) {
    this.form = form;
    this.onChange = debounced(150, onChange);
    this.schemaText = "";
    this.fields = new Map();
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Show a schema's fields; those of the same schema stay, and the focus in them. */
  set(schema, parameters, refusal) {
    const text = JSON.stringify(schema);
    if (text !== this.schemaText) {
      this.schemaText = text;
      this.#build(schema);
    }
    this.fill(parameters);
    this.refuse(refusal);
  }

  /** Show values, except in the field where the user is typing. */
  fill(parameters) {
    this.parameters = { ...parameters };
    for (const [name, field] of this.fields) {
      if (!field.node.contains(document.activeElement)) field.show(this.#value(name));
    }
    this.patch?.show(Object.fromEntries([...this.fields.keys()].map((name) => [name, this.#value(name)])));
  }

  /** Show why the server refused the parameters; no message hides it. */
  refuse(message) {
    this.refusal.textContent = message ?? "";
    this.refusal.hidden = !message;
  }

  #build(schema) {
    this.fields.clear();
    this.refusal = element("p", { class: "refused", role: "alert", hidden: true });
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const field = fieldFor(name, resolved(property, schema), (value) => this.#update(name, value));
      field.default = property.default;
      this.fields.set(name, field);
    }
    this.patch = schema.patch && patchField(schema.patch, (name) => limits(schema.properties[name]), (values) => {
      for (const [name, value] of Object.entries(values)) this.#update(name, value);
      this.fill(this.parameters);
    });
    const placeholder = element("p", { class: "muted" }, "This scene has none.");
    this.form.replaceChildren(...[...this.fields.values()].map((field) => field.node), this.patch?.node ?? "", this.refusal);
    if (!this.fields.size) this.form.prepend(placeholder);
  }

  #value(name) {
    return this.parameters[name] ?? this.fields.get(name).default;
  }

  #update(name, value) {
    if (JSON.stringify(value) === JSON.stringify(this.fields.get(name).default)) delete this.parameters[name];
    else this.parameters[name] = value;
    this.onChange({ ...this.parameters });
  }
}

/** Return the least and the most of a number, given its schema. */
function limits(property) {
  return [property.minimum ?? -Infinity, property.maximum ?? Infinity];
}

/** Return a property's schema, merged with the definition that it refers to. */
function resolved(property, schema) {
  if (!property.$ref) return property;
  const name = property.$ref.split("/").at(-1);
  return { ...schema.$defs?.[name], ...property };
}

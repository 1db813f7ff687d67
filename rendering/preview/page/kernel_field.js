// The field for a kernel: a name, or a grid of cells.

import { element } from "./elements.js";
import { grouped } from "./wrapping.js";

const LARGEST = 5;

export function kernelField(name, schema, onChange) {
  const named = schema.choices ?? {};
  const unnamed = element("option", { value: "" }, "of my own");
  const select = element(
    "select",
    { "aria-label": "kernel by name", onchange: () => (select.value ? choose(select.value) : undefined) },
    ...Object.keys(named).map((word) => element("option", { value: word }, word)),
    unnamed,
  );
  const cells = element("div", { class: "cells", role: "group", "aria-label": "cells of the kernel" });
  const sizes = ["rows", "columns"].map((what) => {
    const options = Array.from({ length: LARGEST }, (_, index) => element("option", {}, String(index + 1)));
    return element("select", { "aria-label": `${what} of the kernel`, onchange: resize }, ...options);
  });
  let rows = [["0"]];

  function choose(word) {
    show(word);
    onChange(word);
  }

  function edit() {
    const inputs = [...cells.children];
    const width = rows[0].length;
    rows = rows.map((row, y) => row.map((_, x) => inputs[y * width + x].value.trim()));
    select.value = "";
    if (rows.every((row) => row.every((cell) => cell !== ""))) onChange(rows.map((row) => row.map(cellValue)));
  }

  function resize() {
    const [height, width] = sizes.map((size) => Number(size.value));
    rows = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => rows[y]?.[x] ?? "0"));
    draw();
    edit();
  }

  function draw() {
    cells.style.gridTemplateColumns = `repeat(${rows[0].length}, 3.4rem)`;
    cells.replaceChildren(
      ...rows.flatMap((row, y) =>
        row.map((cell, x) =>
          element("input", {
            type: "text",
            inputmode: "text",
            value: cell,
            "aria-label": `row ${y + 1}, column ${x + 1}`,
            oninput: edit,
          }),
        ),
      ),
    );
    [rows.length, rows[0].length].forEach((count, index) => (sizes[index].value = String(count)));
  }

  function show(value) {
    rows = rowsOf(value, named) ?? rows;
    select.value = typeof value === "string" && value in named ? value : "";
    draw();
  }

  const size = element("p", { class: "row" }, select, sizes[0], "×", sizes[1]);
  return { node: grouped(name, schema, size, cells), show };
}

/** Return the cells as rows of strings, for a name, rows of numbers, or rows as the command line writes them. */
export function rowsOf(value, named) {
  if (Array.isArray(value)) return value.map((row) => row.map(String));
  const text = String(value ?? "");
  if (text in named) return named[text].map((row) => row.map(String));
  if (!text.trim() || /[a-z]/i.test(text)) return null;
  return text.split(";").map((row) => row.trim().split(/[\s,]+/));
}

/** Return a whole number as a number, so that it reads well in TOML; all else (1/9, 0.5) as it was typed. */
function cellValue(cell) {
  return /^-?\d+$/.test(cell) ? Number(cell) : cell;
}

// A picture on which a square patch is chosen by dragging, beside the numbers that say where it lies.

import { element } from "./elements.js";
import { grouped } from "./wrapping.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * Return the field for a patch: `{ node, show }`. `patch` names the parameters that hold its row, column and size, and
 * the one that holds the image, with the pictures known by that one's values; `bounds(name)` returns the least and the
 * most of a number. `onChange(values)` is called with the three numbers by name.
 */
export function patchField(patch, bounds, onChange) {
  const frame = element("div", {
    class: "patch",
    tabindex: "0",
    role: "application",
    "aria-label": "The patch on the image: drag to choose it, or move it with the arrow keys",
    onpointerdown: begin,
    onpointermove: drag,
    onpointerup: end,
    onpointercancel: end,
    onkeydown: step,
  });
  const picture = element("img", { alt: "", draggable: "false" });
  const square = element("div", { class: "square" });
  frame.append(picture, square);
  const node = grouped("patch", { description: "Drag on the image to choose the patch" }, frame);
  let known, values, from;

  function show(parameters) {
    known = patch.pictures[parameters[patch.image]];
    node.hidden = !known;
    if (!known) return;
    if (picture.src !== known.url) picture.src = known.url;
    if (from) return; // what is being dragged stays under the pointer
    values = Object.fromEntries(["row", "col", "size"].map((part) => [part, Number(parameters[patch[part]])]));
    draw();
  }

  function draw() {
    const { row, col, size } = values;
    const share = (part, whole) => `${(100 * part) / whole}%`;
    Object.assign(square.style, {
      left: share(col, known.cols), top: share(row, known.rows), width: share(size, known.cols), height: share(size, known.rows),
    });
  }

  function place(event) {
    const box = picture.getBoundingClientRect();
    return [
      ((event.clientY - box.top) / box.height) * known.rows,
      ((event.clientX - box.left) / box.width) * known.cols,
    ];
  }

  function begin(event) {
    from = place(event);
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
    frame.focus();
  }

  function drag(event) {
    if (!from) return;
    const to = place(event);
    const size = within(Math.round(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]))), bounds(patch.size));
    const [row, col] = from.map((start, axis) => Math.round(to[axis] < start ? start - size : start));
    moveTo(row, col, size);
  }

  function end() {
    if (from) tell();
    from = undefined;
  }

  function step(event) {
    const by = STEPS[event.key];
    if (!by || !known) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(values.row + by[0], values.col + by[1], values.size);
    tell();
  }

  /** Set the patch, moved so that it lies on the image and within what its numbers may be. */
  function moveTo(row, col, size) {
    const inside = (start, side, name) => within(Math.min(start, side - size), bounds(name));
    values = { row: inside(row, known.rows, patch.row), col: inside(col, known.cols, patch.col), size };
    draw();
  }

  function tell() {
    onChange(Object.fromEntries(Object.entries(values).map(([part, value]) => [patch[part], value])));
  }

  return { node, show };
}

function within(value, [least, most]) {
  return Math.max(least, Math.min(value, most));
}

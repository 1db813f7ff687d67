// The same sums as `convmath.convolution.cross_correlation`: padding, stride, dilation, and the kernel flipped or not.

const LARGEST = 9; // rows and columns to which a dropped image is reduced

// The place in a row of `size` pixels whose value padding repeats, or -1 for a zero.
function source(place, size, mode) {
  if (place >= 0 && place < size) return place;
  if (mode === "zero") return -1;
  if (mode === "replicate") return place < 0 ? 0 : size - 1;
  if (mode === "circular") return ((place % size) + size) % size;
  return place < 0 ? -place : 2 * (size - 1) - place;
}

// Returns the output and, for each of its cells, the rows and columns of the image that its window taps.
function slide(image, kernel, { stride = 1, dilation = 1, padding = 0, mode = "zero", flip = false } = {}) {
  const [height, width, rows, cols] = [image.length, image[0].length, kernel.length, kernel[0].length];
  const most = mode === "reflect" ? Math.min(height, width) - 1 : mode === "circular" ? Math.min(height, width) : Infinity;
  if (padding > most) throw new RangeError(`padding of at most ${most} with mode ${mode}`);
  const spans = [dilation * (rows - 1) + 1, dilation * (cols - 1) + 1];
  const size = [height, width].map((length, axis) => Math.floor((length + 2 * padding - spans[axis]) / stride) + 1);
  if (Math.min(...size) < 1) throw new RangeError("the kernel does not fit in the image");
  const used = flip ? kernel.map((row) => [...row].reverse()).reverse() : kernel;
  const pixel = (row, col) => {
    const [r, c] = [source(row, height, mode), source(col, width, mode)];
    return r < 0 || c < 0 ? 0 : image[r][c];
  };
  const output = [];
  for (let row = 0; row < size[0]; row++) {
    output.push([]);
    for (let col = 0; col < size[1]; col++) {
      let sum = 0;
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < cols; c++) sum += used[r][c] * pixel(row * stride + r * dilation - padding, col * stride + c * dilation - padding);
      }
      output[row].push(sum);
    }
  }
  return { output, kernel: used, pixel };
}

function recomputePanel(given) {
  const state = { ...given, image: given.image.map((row) => [...row]), kernel: given.kernel.map((row) => [...row]) };
  const shown = (value) => String(Math.round(value * 1000) / 1000).replace("-", "−");
  const grids = make("div", { class: "grids" }), said = make("p", { class: "said", role: "status", "aria-live": "polite" });
  const fault = make("p", { class: "fault", role: "alert" });
  const field = (label, input) => make("label", {}, `${label} `, input);
  const choice = (name, options) => {
    const select = make("select", {}, ...options.map((option) => make("option", {}, String(option))));
    select.value = String(state[name]);
    select.addEventListener("change", () => { state[name] = typeof options[0] === "number" ? Number(select.value) : select.value; compute(); });
    return select;
  };
  const flip = make("input", { type: "checkbox" });
  flip.checked = state.flip;
  flip.addEventListener("change", () => { state.flip = flip.checked; compute(); });
  const file = make("input", { type: "file", accept: "image/*" });
  file.addEventListener("change", () => file.files[0] && read(file.files[0]));
  const cells = make("table", {}, make("caption", {}, "Kernel"), ...state.kernel.map((row, r) => make("tr", {}, ...row.map((value, c) => {
    const input = make("input", { type: "number", step: "any", value, "aria-label": `Weight in row ${r + 1}, column ${c + 1}` });
    input.addEventListener("input", () => {
      if (input.value === "" || !Number.isFinite(input.valueAsNumber)) return;
      state.kernel[r][c] = input.valueAsNumber;
      compute();
    });
    return make("td", {}, input);
  }))));
  const numbers = (...range) => [...new Set(range)].sort((one, other) => one - other);
  const panel = make("details", { class: "recompute", lang: "en" }, make("summary", {}, "Change the numbers"),
    make("div", { class: "fields" }, field("Stride", choice("stride", numbers(1, 2, 3, 4, state.stride))),
      field("Padding", choice("padding", numbers(0, 1, 2, 3, 4, state.padding))),
      field("Padding holds", choice("mode", ["zero", "replicate", "reflect", "circular"])),
      field("Dilation", choice("dilation", numbers(1, 2, 3, state.dilation))),
      field("Flip the kernel", flip), field("An image of yours", file)), cells, grids, fault, said);

  function grid(caption, rows, name) {
    const body = rows.map((row, r) => make("tr", {}, ...row.map((value, c) => {
      const cell = make(name ? "button" : "span", name ? { type: "button", "aria-label": `Output in row ${r + 1}, column ${c + 1}: ${shown(value)}` } : {}, shown(value));
      if (name) for (const kind of ["focus", "pointerenter", "click"]) cell.addEventListener(kind, () => explain(r, c));
      return make("td", {}, cell);
    })));
    return make("table", {}, make("caption", {}, caption), ...body);
  }

  let result = null, padded = [];
  function compute() {
    said.textContent = "";
    try {
      result = slide(state.image, state.kernel, state);
    } catch (error) {
      fault.textContent = `This cannot be computed: ${error.message}.`;
      grids.replaceChildren();
      return;
    }
    fault.textContent = "";
    const range = (length) => Array.from({ length: length + 2 * state.padding }, (_, place) => place - state.padding);
    padded = range(state.image.length).map((row) => range(state.image[0].length).map((col) => result.pixel(row, col)));
    grids.replaceChildren(grid("Input", padded, ""), grid("Output", result.output, "output"));
  }

  // Mark the window of an output, and say its sum.
  function explain(row, col) {
    const marked = new Set(), terms = [];
    result.kernel.forEach((weights, r) => weights.forEach((weight, c) => {
      const [y, x] = [row * state.stride + r * state.dilation, col * state.stride + c * state.dilation];
      marked.add(`${y},${x}`);
      terms.push(`${shown(padded[y][x])} × ${weight < 0 ? `(${shown(weight)})` : shown(weight)}`);
    }));
    grids.querySelectorAll("table:first-child tr").forEach((line, y) => line.querySelectorAll("td").forEach((cell, x) => cell.classList.toggle("tapped", marked.has(`${y},${x}`))));
    said.textContent = `${terms.join(" + ")} = ${shown(result.output[row][col])}`;
  }

  async function read(picture) {
    try {
      const bitmap = await createImageBitmap(picture), longest = Math.max(bitmap.width, bitmap.height);
      const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(LARGEST * side / longest)));
      const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
      context.imageSmoothingQuality = "high";
      context.drawImage(bitmap, 0, 0, width, height);
      const { data } = context.getImageData(0, 0, width, height);
      state.image = Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, col) => {
        const place = 4 * (row * width + col);
        return Math.round((0.2125 * data[place] + 0.7154 * data[place + 1] + 0.0721 * data[place + 2]) / 2.55) / 100;
      }));
      compute();
    } catch {
      fault.textContent = "This file is no picture that the browser can read.";
    }
  }
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) read(event.dataTransfer.files[0]);
  });
  compute();
  return panel;
}

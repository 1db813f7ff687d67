// What can be pointed at in the picture: by mouse, by touch, and as buttons laid over it for the keyboard. A part of the
// picture is a button; a lattice, such as a map of many cells, is one button in which the arrow keys go from cell to cell.

const NEAR = 24; // pixels of the screen by which a finger may miss

class Pointing {
  constructor(data, picture, layer, say) {
    Object.assign(this, { data, picture, layer, say, shown: [], chosen: null });
    this.elements = data.elements.map((element) => ({
      ...element,
      keys: new Set(element.keys),
      shown: new Set(element.shown || element.keys),
      from: element.from || [],
      into: [],
    }));
    this.lattices = data.lattices.map((lattice) => {
      const first = this.elements.length, [rows, cols] = lattice.size;
      const whole = { ...lattice, first, keys: new Set(lattice.keys), current: first + Math.floor(rows / 2) * cols + Math.floor(cols / 2) };
      lattice.from.forEach((from, cell) => this.elements.push({ lattice: whole, row: Math.floor(cell / cols), col: cell % cols,
        text: lattice.texts ? lattice.texts[cell] : "", keys: new Set(),
        from: from.map((step) => first + cell + step), into: [] }));
      return whole;
    });
    this.elements.forEach((element, number) => element.from.forEach((origin) => this.elements[origin].into.push(number)));
    layer.addEventListener("focusin", ({ target }) => this.choose(Number(target.dataset.element)));
    layer.addEventListener("keydown", (event) => this.move(event));
  }

  // Find what the moment shows, and lay a button over each part and each lattice.
  refresh(index) {
    const [width, height] = this.data.size, focused = this.layer.matches(":focus-within");
    this.shown = [];
    this.elements.forEach((element, number) => {
      if (element.lattice) return;
      const box = this.picture.shows(element.shown, index) && this.picture.box(element.keys, index);
      if (box) this.shown.push({ number, box });
    });
    for (const lattice of this.lattices) {
      lattice.place = lattice.places.filter(([from]) => from <= index).pop()?.slice(1);
      if (!lattice.place || !this.picture.shows(lattice.keys, index)) {
        lattice.place = null;
        continue;
      }
      const corners = [[0, 0], [lattice.size[0], 0], [0, lattice.size[1]], lattice.size].map(([row, col]) => this.point(lattice, row, col));
      const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
      this.shown.push({ number: lattice.current, lattice, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] });
    }
    this.shown.sort((one, other) => one.box[1] - other.box[1] || one.box[0] - other.box[0]);
    this.layer.replaceChildren(...this.shown.map((part) => {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.dataset.element = part.number;
      button.setAttribute("aria-label", this.words(part.number));
      const [left, top, right, bottom] = part.box;
      Object.assign(button.style, { left: `${100 * left / width}%`, top: `${100 * top / height}%`,
        width: `${100 * (right - left) / width}%`, height: `${100 * (bottom - top) / height}%` });
      part.button = button;
      return button;
    }));
    const kept = this.part(this.chosen);
    if (!kept) this.choose(null);
    this.reachable(kept || this.shown[0]);
    if (focused) (kept || this.shown[0])?.button.focus();
  }

  clear() {
    this.shown = [];
    this.layer.replaceChildren();
    this.choose(null);
  }

  // The part on the stage that an element is, or whose cell it is.
  part(number) {
    const lattice = number === null ? null : this.elements[number].lattice;
    return this.shown.find((part) => lattice ? part.lattice === lattice : part.number === number);
  }

  reachable(chosen) {
    for (const part of this.shown) part.button.tabIndex = part === chosen ? 0 : -1;
  }

  choose(number) {
    if (number === this.chosen) return;
    this.chosen = number;
    if (number !== null) {
      const part = this.part(number);
      if (part && part.lattice) {
        part.number = part.lattice.current = number;
        part.button.dataset.element = number;
        part.button.setAttribute("aria-label", this.words(number));
      }
      this.reachable(part);
    }
    this.say(number);
  }

  // What stays bright: the part, and what it was computed from, or else what was computed from it; null for everything.
  lit() {
    if (this.chosen === null) return null;
    const element = this.elements[this.chosen], origins = element.from.length ? element.from : element.into;
    if (!origins.length) return null;
    const all = [element, ...origins.map((number) => this.elements[number])], cells = all.filter((each) => each.lattice && each.lattice.place);
    const middle = ({ lattice, row, col }) => this.point(lattice, row + 0.5, col + 0.5);
    const joined = element.lattice && cells.some(({ lattice }) => lattice.lines) ? cells.slice(1) : [];
    return {
      keys: new Set(all.flatMap(({ keys }) => [...keys])),
      cells: cells.map(({ lattice, row, col }) => [[row, col], [row, col + 1], [row + 1, col + 1], [row + 1, col]].map(([r, c]) => this.point(lattice, r, c))),
      lines: joined.map((cell) => [middle(element), middle(cell)]),
    };
  }

  // Where a row and a column of a lattice begin, in units of the frame.
  point({ place: [x, y, right, rise, left, fall] }, row, col) {
    return [x + col * right + row * left, y + col * rise + row * fall];
  }

  // The call that gave an element's number, and what its function does.
  source(number) {
    const { source, lattice, row, col } = this.elements[number], told = lattice ? lattice.source : source;
    if (told === undefined) return ["", ""];
    const [call, doc] = this.data.sources[told];
    return [lattice ? `${call}[${row}, ${col}]` : call, doc];
  }

  words(number) {
    const { words, text, lattice, row, col, from } = this.elements[number];
    if (words || !lattice) return words || [text, this.source(number)[0]].filter(Boolean).join(": ") || "part of the picture";
    return `${text ? `${text}: ` : ""}row ${row}, column ${col}${from.length ? `, computed from ${from.length} ${from.length === 1 ? "other" : "others"}` : ""}`;
  }

  // The smallest part under a point, or for fingers the nearest one; null where there is none.
  find(x, y, margin) {
    const found = this.shown
      .map((part) => ({ part, area: (part.box[2] - part.box[0]) * (part.box[3] - part.box[1]),
        away: Math.hypot(Math.max(part.box[0] - x, 0, x - part.box[2]), Math.max(part.box[1] - y, 0, y - part.box[3])) }))
      .filter(({ away }) => away <= margin)
      .sort((one, other) => one.away - other.away || one.area - other.area);
    for (const { part } of found) {
      if (!part.lattice) return part.number;
      const cell = this.cell(part.lattice, x, y, margin > 0);
      if (cell !== null) return cell;
    }
    return null;
  }

  cell({ place: [x0, y0, a, b, c, d], size: [rows, cols], first }, x, y, nearest) {
    const [u, v] = [x - x0, y - y0], area = a * d - b * c;
    let [col, row] = [Math.floor((u * d - v * c) / area), Math.floor((v * a - u * b) / area)];
    if (nearest) [row, col] = [Math.min(rows - 1, Math.max(0, row)), Math.min(cols - 1, Math.max(0, col))];
    return row < 0 || col < 0 || row >= rows || col >= cols ? null : first + row * cols + col;
  }

  // Go to the next cell, or to the nearest part, in the direction of an arrow key.
  move(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const here = this.part(this.chosen);
    if (!way || !here) return;
    event.preventDefault();
    event.stopPropagation();
    if (here.lattice) {
      const { row, col } = this.elements[this.chosen], [rows, cols] = here.lattice.size, [r, c] = [row + way[1], col + way[0]];
      if (r >= 0 && c >= 0 && r < rows && c < cols) return this.choose(here.lattice.first + r * cols + c);
    }
    const middle = ({ box: [left, top, right, bottom] }) => [(left + right) / 2, (top + bottom) / 2], [x, y] = middle(here);
    const ahead = this.shown.filter((part) => part !== here).map((part) => {
      const [dx, dy] = [middle(part)[0] - x, middle(part)[1] - y];
      return { part, along: dx * way[0] + dy * way[1], across: Math.abs(dx * way[1]) + Math.abs(dy * way[0]) };
    }).filter(({ along, across }) => along > 1 && across < 4 * along);
    ahead.sort((one, other) => one.along + 2 * one.across - other.along - 2 * other.across);
    if (ahead.length) ahead[0].part.button.focus();
  }
}

// The picture: decodes the tables of `encoding.py`, and draws any moment of the film on a canvas.

const sums = (column) => { let last = 0; return Int32Array.from(column, (step) => (last += step)); };

function decode(data) {
  const unit = 10 ** data.decimals, states = {};
  for (const [name, column] of Object.entries(data.states)) states[name] = sums(column);
  const frames = [];
  let before = new Int32Array(0);
  for (const runs of data.frames) {
    const frame = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [count, start] = [runs[i], runs[i + 1]];
      if (count > 0) for (let k = 0; k < count; k++) frame.push(before[start + k]);
      else for (let k = 0; k < -count; k++) frame.push(start + k);
    }
    frames.push(before = Int32Array.from(frame));
  }
  const { shape, paint } = states, looks = [{ shape, paint }];
  if (data.dark) looks.push({ shape: sums(data.dark.shape), paint: sums(data.dark.paint) });
  return { unit, states, frames, looks };
}

class Picture {
  constructor(data, onload) {
    Object.assign(this, { data }, decode(data));
    this.shapes = data.shapes.map((shape) => {
      if (!shape.image) return typeof shape === "string" ? null : shape;
      const image = new Image();
      this.pending = (this.pending || 0) + 1;
      image.onload = image.onerror = () => onload(this.pending -= 1);
      image.src = shape.image;
      return { image, smooth: shape.smooth, side: shape.side, base: shape.base };
    });
    this.colours = new Map();
    this.pair = { index: -1 };
  }

  theme(dark) {
    Object.assign(this.states, this.looks[Number(dark)]);
    this.pair = { index: -1 };
  }

  // Where a number of film frames lies: the moment before it, and how far on to the next, from 0 to 1.
  at(time) {
    const moments = this.data.moments;
    let low = 0, high = moments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (moments[middle][0] <= time) low = middle; else high = middle - 1;
    }
    const next = moments[low + 1];
    if (!next || time <= moments[low][1]) return [low, 0];
    return [low, (time - moments[low][1]) / (next[0] - moments[low][1])];
  }

  // Draw a moment; where something is lit, everything else is dimmed, and lines join the lit cells.
  draw(context, width, height, time, lit, colour) {
    this.frame(context, width, height, time, lit && lit.keys, true);
    if (!lit || !lit.cells.length) return;
    const scale = Math.min(width / this.data.size[0], height / this.data.size[1]);
    const outline = (paths, close) => {
      context.beginPath();
      for (const path of paths) {
        path.forEach(([x, y], place) => place ? context.lineTo(x, y) : context.moveTo(x, y));
        if (close) context.closePath();
      }
    };
    context.save();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    outline(lit.cells, true);
    context.clip();
    this.frame(context, width, height, time, null, false);
    context.restore();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    outline(lit.cells, true);
    context.stroke();
    outline(lit.lines, false);
    context.stroke();
  }

  frame(context, width, height, time, lit, clear) {
    const [index, fraction] = this.at(time);
    const scale = Math.min(width / this.data.size[0], height / this.data.size[1]);
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (clear) context.clearRect(0, 0, width, height);
    context.lineCap = "butt";
    context.miterLimit = 10;
    const { key, shape, paint, x, y } = this.states, base = [scale, 0, 0, scale, 0, 0];
    const frame = this.frames[fraction > 0 ? index + 1 : index];
    const origins = fraction > 0 ? this.moving(index) : null;
    for (let n = 0; n < frame.length; n++) {
      const to = frame[n], from = origins ? origins[n] : to;
      const dim = !lit || n === 0 || lit.has(key[to]) ? 1 : 0.2;
      if (from === to) this.shape(context, base, shape[to], paint[to], x[to], y[to], dim);
      else if (from < 0) this.shape(context, base, shape[to], paint[to], x[to], y[to], dim * fraction);
      else if (shape[from] !== shape[to]) this.shape(context, base, shape[fraction < 0.5 ? from : to],
        paint[fraction < 0.5 ? from : to], x[from] + (x[to] - x[from]) * fraction, y[from] + (y[to] - y[from]) * fraction, dim);
      else this.shape(context, base, shape[to], this.between(paint[from], paint[to], fraction),
        x[from] + (x[to] - x[from]) * fraction, y[from] + (y[to] - y[from]) * fraction, dim);
    }
    context.globalAlpha = 1;
  }

  // For each state of the next moment, the state of the same key in this one, or -1.
  moving(index) {
    if (this.pair.index !== index) {
      const { key } = this.states, here = new Map();
      for (const state of this.frames[index]) here.set(key[state], state);
      this.pair = { index, origins: Int32Array.from(this.frames[index + 1], (state) => here.get(key[state]) ?? -1) };
    }
    return this.pair.origins;
  }

  between(from, to, fraction) {
    const [a, b] = [this.data.paints[from], this.data.paints[to]];
    if (from === to || a.length !== b.length) return to;
    return b.map((value, place) => {
      if (typeof value === "number" && typeof a[place] === "number") return a[place] + (value - a[place]) * fraction;
      return typeof value === "string" && value[0] === "#" && a[place] && a[place][0] === "#" ? this.mixed(a[place], value, fraction) : value;
    });
  }

  mixed(from, to, fraction) {
    if (from === to) return to;
    const parts = [from, to].map((colour) => {
      if (!this.colours.has(colour)) this.colours.set(colour, [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16)));
      return this.colours.get(colour);
    });
    return `rgb(${parts[0].map((value, place) => Math.round(value + (parts[1][place] - value) * fraction)).join()})`;
  }

  shape(context, [a, b, c, d, e, f], number, painted, x, y, alpha) {
    const paint = typeof painted === "number" ? this.data.paints[painted] : painted;
    x /= this.unit;
    y /= this.unit;
    const place = [a, b, c, d, a * x + c * y + e, b * x + d * y + f];
    if (paint[0] === "matrix") {
      const [, p, q, r, s, opacity] = paint;
      this.placed(context, [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, place[4], place[5]], this.shapes[number], opacity * alpha);
      return;
    }
    const path = this.shapes[number] ??= new Path2D("M0 0" + this.data.shapes[number]);
    const [fill, fillOpacity, stroke, strokeOpacity, width, join, cap] = paint;
    context.setTransform(...place);
    if (fill) {
      context.globalAlpha = fillOpacity * alpha;
      context.fillStyle = this.colour(context, fill);
      context.fill(path);
    }
    if (stroke) {
      context.globalAlpha = strokeOpacity * alpha;
      context.strokeStyle = this.colour(context, stroke);
      context.lineWidth = width;
      context.lineJoin = join;
      context.lineCap = cap;
      context.stroke(path);
    }
  }

  colour(context, paint) {
    if (typeof paint === "string") return paint;
    const gradient = context.createLinearGradient(...paint.slice(0, 4));
    for (let i = 4; i < paint.length; i += 2) gradient.addColorStop(Math.min(1, Math.max(0, paint[i])), paint[i + 1]);
    return gradient;
  }

  placed(context, matrix, thing, opacity) {
    context.setTransform(...matrix);
    if (thing.image) {
      const picture = this.masked(thing);
      if (!picture) return;
      context.globalAlpha = opacity;
      context.imageSmoothingEnabled = thing.smooth;
      context.drawImage(picture.image, 0, 0, picture.width, picture.height);
      return;
    }
    context.save();
    if (thing.clip) {
      const [left, top, right, bottom] = thing.clip;
      context.beginPath();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
    }
    for (const [shape, paint, x, y] of thing.group) this.shape(context, matrix, shape, paint, x, y, opacity);
    context.restore();
  }

  // An image and its size, those parts of it left out that its mask leaves out; null until it has been read.
  masked(thing) {
    const base = thing.base === undefined ? thing : this.shapes[thing.base];
    if (!thing.image.complete || !base.image.complete || !base.image.naturalWidth) return null;
    const [width, height] = [base.image.naturalWidth * base.side, base.image.naturalHeight * base.side];
    if (base === thing) return { image: base.image, width, height };
    if (!thing.canvas) {
      thing.canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = thing.canvas.getContext("2d");
      context.imageSmoothingEnabled = false;
      context.drawImage(base.image, 0, 0, width, height);
      context.globalCompositeOperation = "destination-in";
      context.drawImage(thing.image, 0, 0, width, height);
    }
    return { image: thing.canvas, width, height };
  }

  // The box around the drawn parts of some keys, in units of the frame, or null.
  box(keys, index) {
    const { key, shape, paint, x, y } = this.states, boxes = this.data.boxes;
    let found = null;
    for (const state of this.frames[index]) {
      if (!keys.has(key[state])) continue;
      const [left, top, right, bottom] = boxes.slice(4 * shape[state], 4 * shape[state] + 4), look = this.data.paints[paint[state]];
      const [p, q, r, s] = look[0] === "matrix" ? look.slice(1, 5) : [1, 0, 0, 1];
      for (const [u, v] of [[left, top], [right, top], [left, bottom], [right, bottom]]) {
        const [h, k] = [x[state] / this.unit + p * u + r * v, y[state] / this.unit + q * u + s * v];
        found = found ? [Math.min(found[0], h), Math.min(found[1], k), Math.max(found[2], h), Math.max(found[3], k)] : [h, k, h, k];
      }
    }
    return found;
  }

  shows(keys, index) {
    return this.frames[index].some((state) => keys.has(this.states.key[state]));
  }
}

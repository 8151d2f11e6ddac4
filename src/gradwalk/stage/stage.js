// The browser's half of the stage: draws marks as SVG over still pictures, and reports what the hand does.
// State lives in the model (see stage.py); a view keeps only what is under the pointer at this moment.

const SVG = "http://www.w3.org/2000/svg";
const ARROW_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const DEGREES_PER_PIXEL = 0.5;
const DEGREES_PER_KEY = 5;
const SHRINK = 0.9; // letters of 12.5 pixels stay readable
const WIDE = 700;
const HIDDEN_ARROW = 9; // pixels: the point at its tail covers it, and a name would name nothing that is seen
const WIDE_SHRINK = 0.952; // letters of 11.5 pixels stay readable
const SHORT_ARROW = 40; // pixels, as is
const NAME_GAP = 11;
const ARROW_NAME = 13;
const LETTER_WIDTH = 0.78; // of a bold letter, in its height
const SETTLE_MS = 200;
const SCROLL_MARGIN = 40; // pixels
const QUIET_MS = 700; // a screen reader hears the read-out once the hand rests, not at every pixel

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === "") element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
  return element;
}

function child(parent, tag, attributes = {}) {
  return parent.appendChild(set(document.createElementNS(SVG, tag), attributes));
}

// The kernel sends marks as JSON text (see stage.py).
function marksOf(model) {
  return JSON.parse(model.get("marks"));
}

function html(parent, tag, className, text = "") {
  const element = parent.appendChild(document.createElement(tag));
  element.className = className;
  element.textContent = text;
  return element;
}

// ---------------------------------------------------------------- geometry

function through(points) {
  let pen = "M";
  const steps = [];
  for (const point of points) {
    if (point) steps.push(`${pen}${point[0]} ${point[1]}`);
    pen = point ? "L" : "M"; // a missing point lifts the pen
  }
  return steps.join("");
}

function outline(shape, r) {
  if (shape === "square") return `M${-r} ${-r}H${r}V${r}H${-r}Z`;
  if (shape === "diamond") return `M0 ${-1.3 * r}L${1.3 * r} 0L0 ${1.3 * r}L${-1.3 * r} 0Z`;
  return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
}

// The shaft stops inside the head, so that a thick line does not blunt the tip.
function arrowhead(from, to, width) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const head = Math.min(4 + 3 * width, length);
  if (length < 0.5) return { shaft: "", head: "" };
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const base = [to[0] - head * ux, to[1] - head * uy];
  const half = 0.42 * head;
  return {
    base,
    length,
    shaft: `M${from[0]} ${from[1]}L${base[0] + ux} ${base[1] + uy}`,
    head: `M${to[0]} ${to[1]}L${base[0] - half * uy} ${base[1] + half * ux}L${base[0] + half * uy} ${base[1] - half * ux}Z`,
  };
}

// Where the name of an arrow begins: above the arrow's middle or, where it is short, beyond its head or else its tail,
// and always inside the axes, whose rectangle is `room`.
function besideArrow(name, from, to, length, room) {
  const width = LETTER_WIDTH * ARROW_NAME * name.length;
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const starts = (at, [across, down], gap) => {
    const anchor = Math.abs(across) < 0.4 ? 0.5 : across > 0 ? 0 : 1;
    return [at[0] + gap * across - anchor * width, at[1] + gap * down];
  };
  const inside = ([x, y]) => [clamped(x, room.left, room.right - width), clamped(y, room.top + 9, room.bottom - 9)];
  const side = ux > 0 || (ux === 0 && uy > 0) ? 1 : -1;
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  if (length >= SHORT_ARROW) return inside(starts(middle, [side * uy, -side * ux], NAME_GAP));
  const beyond = starts(to, [ux, uy], NAME_GAP);
  return String(inside(beyond)) === String(beyond) ? beyond : inside(starts(from, [-ux, -uy], NAME_GAP + 6));
}

function clamped(value, low, high) {
  return Math.max(low, Math.min(value, high));
}

// ---------------------------------------------------------------- one painter a kind of mark
// `parts` are the children made once; `paint` only sets their attributes.

const painters = {
  point: {
    parts: ["path", "path"],
    paint([reach, body], mark, group) {
      const ring = mark.shape === "ring";
      place(group, mark.at[0]);
      set(reach, { d: mark.drag ? outline("circle", 22) : "", class: "gradwalk-reach" });
      set(body, {
        d: outline(mark.shape, mark.size),
        fill: ring ? "none" : mark.color,
        stroke: ring ? mark.color : "white",
        "stroke-width": ring ? 2.5 : 1.5,
        class: "gradwalk-body",
      });
    },
  },
  arrow: {
    parts: ["path", "path", "text"],
    paint([shaft, head, name], mark, group) {
      const [from, to] = mark.at;
      const drawn = from && to ? arrowhead(from, to, mark.width) : { shaft: "", head: "" };
      const named = drawn.length >= HIDDEN_ARROW ? mark.name || "" : "";
      const [x, y] = named ? besideArrow(named, from, to, drawn.length, roomOf(group)) : [0, 0];
      set(name, {
        x, y: y + 0.35 * ARROW_NAME, fill: mark.color, "font-size": ARROW_NAME, "font-weight": 700,
        class: "gradwalk-text",
      });
      write(name, named);
      set(shaft, { d: drawn.shaft, stroke: mark.color, "stroke-width": mark.width, "stroke-dasharray": mark.dash });
      set(head, { d: drawn.head, fill: mark.color });
    },
  },
  polyline: {
    parts: ["path", "path"],
    paint([line, dots], mark) {
      set(line, {
        d: through(mark.at), fill: "none", stroke: mark.color,
        "stroke-width": mark.width, "stroke-dasharray": mark.dash, "stroke-linejoin": "round",
      });
      // A dot is a stroke of no length with round caps: one path for all of them.
      const spots = mark.dots ? mark.at.filter(Boolean).map(([x, y]) => `M${x} ${y}h0`).join("") : "";
      set(dots, { d: spots, stroke: mark.color, "stroke-width": 2 * (mark.dots || 0), "stroke-linecap": "round" });
    },
  },
  polygon: {
    parts: ["path"],
    paint([area], mark) {
      set(area, { d: `${through(mark.at)}Z`, fill: mark.color, "fill-opacity": mark.opacity });
    },
  },
  text: {
    parts: ["text"],
    paint([label], mark, group) {
      place(group, mark.at[0]);
      set(label, {
        x: mark.shift[0], y: mark.shift[1], fill: mark.color, "font-size": mark.size,
        "text-anchor": mark.anchor, "font-weight": mark.bold ? 700 : 400, class: "gradwalk-text",
      });
      write(label, mark.text);
    },
  },
  node: {
    parts: ["rect", "g"],
    paint([box, labels], mark, group) {
      const [width, height] = mark.box;
      place(group, mark.at[0]);
      set(box, {
        x: -width / 2, y: -height / 2, width, height, rx: 8,
        fill: mark.fill, stroke: mark.color, "stroke-width": mark.width, class: "gradwalk-body",
      });
      while (labels.childElementCount > mark.lines.length) labels.lastChild.remove();
      while (labels.childElementCount < mark.lines.length) child(labels, "text");
      const pitch = 1.25 * mark.size;
      mark.lines.forEach((line, i) => {
        const y = (i - (mark.lines.length - 1) / 2) * pitch + 0.35 * mark.size;
        set(labels.children[i], { y, "text-anchor": "middle", "font-size": mark.size, fill: mark.text_color || "#1a1a1a" });
        write(labels.children[i], line);
      });
    },
  },
  edge: {
    parts: ["path", "path", "path", "text"],
    paint([reach, shaft, head, label], mark) {
      const points = mark.at.filter(Boolean);
      const [from, to] = points.slice(-2);
      const end = arrowhead(from, to, mark.width);
      const line = through([...points.slice(0, -1), end.base || to]);
      set(reach, { d: mark.press ? line : "", class: "gradwalk-reach gradwalk-reach-line" });
      set(shaft, {
        d: line, fill: "none", stroke: mark.color, "stroke-width": mark.width,
        "stroke-dasharray": mark.dash, class: "gradwalk-body",
      });
      set(head, { d: end.head, fill: mark.color });
      const [a, b] = points;
      set(label, {
        x: a[0] + mark.where * (b[0] - a[0]), y: a[1] + mark.where * (b[1] - a[1]) + 0.35 * mark.size,
        fill: mark.text_color || mark.color, "font-size": mark.size, "text-anchor": "middle", class: "gradwalk-text",
      });
      write(label, mark.text || "");
    },
  },
};

// The rectangle of the axes, to which marks are clipped.
function roomOf(group) {
  const window = group.ownerSVGElement.querySelector("clipPath rect");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((side) => window[side].baseVal.value);
  return { left: x + 2, top: y, right: x + width - 2, bottom: y + height };
}

function place(group, at) {
  set(group, { transform: at ? `translate(${at[0]} ${at[1]})` : "", display: at ? null : "none" });
}

function write(element, string) {
  if (element.textContent !== string) element.textContent = string;
}

function paintMark(layer, id, mark) {
  let group = layer.querySelector(`:scope > [data-mark="${CSS.escape(id)}"]`);
  if (group && group.dataset.kind !== mark.kind) {
    group.remove();
    group = null;
  }
  if (!group) {
    group = child(layer, "g", { "data-mark": id, "data-kind": mark.kind });
    for (const part of painters[mark.kind].parts) child(group, part);
  }
  const active = mark.drag || mark.press;
  set(group, {
    "data-drag": mark.drag ? "true" : null,
    "data-press": mark.press ? "true" : null,
    // What only the pointer presses has a twin that the keyboard reaches, such as the number on an edge.
    tabindex: mark.press === "pointer" ? -1 : active ? 0 : null,
    role: active && mark.press !== "pointer" ? "button" : null,
    "aria-roledescription": mark.drag ? "movable point" : null,
    "aria-label": active ? mark.label : null,
    "data-lm-suppress-shortcuts": active ? "true" : null, // see keepKeys
  });
  painters[mark.kind].paint(group.children, mark, group);
  return group;
}

// ---------------------------------------------------------------- a panel: one picture, its marks, its pointer

class Panel {
  constructor(model, frame, parent) {
    this.model = model;
    this.held = null;
    this.drawn = {};
    const figure = html(parent, "div", "gradwalk-panel");
    figure.dataset.panel = frame.name;
    this.image = html(figure, "img", "gradwalk-picture");
    this.svg = child(figure, "svg", {});
    // Every widget loads a copy of this module, so only chance makes an id that the whole page has once.
    const clip = `gradwalk-clip-${Math.random().toString(36).slice(2)}`;
    this.window = child(child(child(this.svg, "defs"), "clipPath", { id: clip }), "rect");
    this.layer = child(this.svg, "g", { "clip-path": `url(#${clip})` });
    this.figure = figure;
    this.fit(frame);
    this.listen();
  }

  fit(frame) {
    this.frame = frame;
    const { width, height, inner: [left, top, right, bottom], label, turns, grab } = frame;
    // Two panels shrink a little before they stand one below the other.
    this.figure.style.flex = `1 1 ${SHRINK * width}px`;
    this.figure.style.maxWidth = `${width}px`;
    // A panel as wide as the page shrinks less, and then is scrolled: its letters are small already.
    this.figure.style.minWidth = width > WIDE ? `${WIDE_SHRINK * width}px` : "";
    this.figure.style.aspectRatio = `${width} / ${height}`;
    this.image.alt = label;
    set(this.svg, { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label, tabindex: turns ? 0 : null });
    set(this.window, { x: left, y: top, width: right - left, height: bottom - top });
    this.svg.classList.toggle("gradwalk-live", Boolean(turns || grab));
    this.svg.classList.toggle("gradwalk-turns", turns);
  }

  // A promise of the new picture, shown without a blank moment; nothing where the picture is the same.
  load(bytes) {
    if (!bytes || !bytes.byteLength || bytes === this.bytes) return null;
    this.bytes = bytes;
    return this.swap(bytes);
  }

  async swap(bytes) {
    const next = this.image.cloneNode();
    next.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    await next.decode();
    if (this.bytes === bytes) {
      const old = this.image.src;
      this.image.replaceWith(next);
      this.image = next;
      if (old) URL.revokeObjectURL(old);
    } else URL.revokeObjectURL(next.src);
  }

  paint(marks) {
    for (const id of Object.keys(this.drawn)) if (!(id in marks)) this.find(id)?.remove();
    let before = null;
    for (const [id, mark] of Object.entries(marks)) {
      let group = this.find(id);
      const same = group && JSON.stringify(mark) === JSON.stringify(this.drawn[id]);
      // While the hand holds a mark, the hand knows its place better than the kernel, unless the mark is on a rail.
      if (this.held?.mark === id && !mark.guided) group = paintMark(this.layer, id, { ...mark, at: [this.held.at] });
      else if (!same || this.held?.mark === id) group = paintMark(this.layer, id, mark);
      const follows = before ? before.nextSibling : this.layer.firstChild;
      if (follows !== group) this.layer.insertBefore(group, follows);
      before = group;
    }
    this.drawn = marks;
    const followed = Object.keys(marks).find((id) => marks[id].follow);
    if (followed !== this.followed) this.scrollTo((this.followed = followed));
  }

  // A panel too wide for the page scrolls sideways, so that the mark it follows is in sight.
  scrollTo(id) {
    const row = this.figure.parentElement;
    if (!id || row.scrollWidth <= row.clientWidth) return;
    const [mark, sight] = [this.find(id).getBoundingClientRect(), row.getBoundingClientRect()];
    if (mark.left < sight.left) row.scrollLeft -= sight.left - mark.left + SCROLL_MARGIN;
    else if (mark.right > sight.right) row.scrollLeft += mark.right - sight.right + SCROLL_MARGIN;
  }

  find(id) {
    return this.layer.querySelector(`:scope > [data-mark="${CSS.escape(id)}"]`);
  }

  pixel(event) {
    const box = this.svg.getBoundingClientRect();
    const [left, top, right, bottom] = this.frame.inner;
    const x = ((event.clientX - box.left) / box.width) * this.frame.width;
    const y = ((event.clientY - box.top) / box.height) * this.frame.height;
    return [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
  }

  inside(event) {
    const box = this.svg.getBoundingClientRect();
    const [left, top, right, bottom] = this.frame.inner;
    const x = ((event.clientX - box.left) / box.width) * this.frame.width;
    const y = ((event.clientY - box.top) / box.height) * this.frame.height;
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => this.down(event));
    this.svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, (event) => this.up(event));
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  down(event) {
    if (event.button !== 0) return;
    const target = event.target.closest("[data-mark]");
    if (target?.dataset.press) return this.press(target.dataset.mark);
    const mark = target?.dataset.drag ? target.dataset.mark : this.inside(event) ? this.frame.grab : "";
    if (mark && this.find(mark)) {
      this.held = { mark };
      this.find(mark).focus({ preventScroll: true });
    } else if (this.frame.turns) this.turning = { x: event.clientX, y: event.clientY, ...this.camera() };
    else return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.svg.classList.add("gradwalk-held");
    if (this.held) this.move(event);
  }

  move(event) {
    if (this.held) {
      this.held.at = this.pixel(event);
      if (!this.drawn[this.held.mark]?.guided) place(this.find(this.held.mark), this.held.at);
      this.report(true);
    } else if (this.turning) {
      const { x, y, elevation, azimuth } = this.turning;
      const across = DEGREES_PER_PIXEL * (event.clientX - x);
      this.turn(elevation + DEGREES_PER_PIXEL * (event.clientY - y), azimuth - across, true);
    }
  }

  up() {
    this.svg.classList.remove("gradwalk-held");
    if (this.held) {
      this.report(false);
      // The kernel's own place, clipped and rounded, takes over with its next answer, or soon if it has none.
      this.drawn = { ...this.drawn, [this.held.mark]: null };
      this.held = null;
      setTimeout(() => this.paint(marksOf(this.model)[this.frame.name] || {}), SETTLE_MS);
    }
    if (this.turning) {
      this.turning = null;
      const { elevation, azimuth } = this.camera();
      this.turn(elevation, azimuth, false);
    }
  }

  report(held) {
    const [x, y] = this.held.at;
    this.model.set("hand", { panel: this.frame.name, mark: this.held.mark, x, y, held });
    this.model.save_changes();
  }

  camera() {
    return this.model.get("cameras")[this.frame.name] || { elevation: 30, azimuth: -60 };
  }

  turn(elevation, azimuth, held) {
    const view = { elevation: Math.min(Math.max(elevation, 5), 90), azimuth, held };
    this.model.set("cameras", { ...this.model.get("cameras"), [this.frame.name]: view });
    this.model.save_changes();
  }

  press(mark) {
    this.find(mark)?.focus({ preventScroll: true });
    this.model.send({ type: "press", panel: this.frame.name, mark });
  }

  key(event) {
    const mark = event.target.closest("[data-mark]");
    const arrow = ARROW_KEYS.indexOf(event.key);
    if (mark?.dataset.press && (event.key === "Enter" || event.key === " ")) this.press(mark.dataset.mark);
    else if (mark?.dataset.drag && arrow >= 0) {
      const { key, shiftKey: shift } = event;
      this.model.send({ type: "key", panel: this.frame.name, mark: mark.dataset.mark, key, shift });
    } else if (!mark && this.frame.turns && arrow >= 0) {
      const { elevation, azimuth } = this.camera();
      const [across, up] = [[-1, 0], [1, 0], [0, 1], [0, -1]][arrow];
      this.turn(elevation + up * DEGREES_PER_KEY, azimuth + across * DEGREES_PER_KEY, false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// ---------------------------------------------------------------- the text twin

class Twin {
  constructor(parent) {
    this.list = set(html(parent, "div", "gradwalk-twin"), { role: "group", "aria-label": "Values" });
    this.note = html(parent, "p", "gradwalk-note");
    this.voice = html(parent, "div", "gradwalk-voice");
    set(this.voice, { "aria-live": "polite", "aria-atomic": "true" });
    this.spoken = null;
  }

  show(readout, note) {
    while (this.list.childElementCount > readout.length) this.list.lastChild.remove();
    while (this.list.childElementCount < readout.length) {
      const pair = html(this.list, "div", "gradwalk-pair");
      html(pair, "span", "gradwalk-name");
      html(pair, "span", "gradwalk-value");
    }
    readout.forEach(([name, value], i) => {
      write(this.list.children[i].children[0], `${name} =`);
      write(this.list.children[i].children[1], value);
    });
    write(this.note, note);
    this.speakLater([...readout.map(([name, value]) => `${name}: ${value}`), note].filter(Boolean).join("; "));
  }

  speakLater(sentence) {
    if (this.spoken === null) this.spoken = sentence; // what stands there at first is read in place, not announced
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (sentence !== this.spoken) this.voice.textContent = this.spoken = sentence;
    }, QUIET_MS);
  }
}

// A row wider than the page can be focused, so that the arrow keys scroll it.
function letKeysScroll(row) {
  const wide = row.scrollWidth > row.clientWidth;
  set(row, { tabindex: wide ? 0 : null, role: wide ? "group" : null, "aria-label": wide ? "Wider than the page" : null });
}

// ---------------------------------------------------------------- the controls beside the stage

// Arrow keys move a point or a slider here, not the notebook's selection; only combinations with Ctrl or Cmd, such as
// the one that saves, still reach the notebook.
function keepKeys(root) {
  if (root.dataset.keepsKeys) return;
  root.dataset.keepsKeys = "true";
  root.addEventListener("focusin", (event) => {
    event.target.dataset.lmSuppressShortcuts = "true"; // JupyterLab asks the focused element first
    groupRadios(root);
  });
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const taken = !root.parentElement.dispatchEvent(new KeyboardEvent(event.type, event));
    if (taken) event.preventDefault();
  });
}

// The radio buttons of ipywidgets belong to no group, and arrow keys do not go through them.
function groupRadios(root) {
  for (const radio of root.querySelectorAll("input[type=radio]:not([name])")) {
    const group = radio.closest(".widget-radio");
    group.dataset.group ||= `gradwalk-group-${Math.random().toString(36).slice(2)}`;
    radio.name = group.dataset.group;
  }
}

// ipywidgets writes the name of a slider beside it, but does not tell it to the handle that is moved.
function nameSliders(explorer) {
  for (const handle of explorer.querySelectorAll(".noUi-handle:not([aria-labelledby])")) {
    const row = handle.closest(".widget-slider");
    const [label, readout] = [row?.querySelector(".widget-label"), row?.querySelector(".widget-readout")];
    if (!label) continue;
    label.id ||= `gradwalk-label-${Math.random().toString(36).slice(2)}`;
    handle.setAttribute("aria-labelledby", label.id);
    if (readout) sayWhatIsRead(handle, readout);
  }
}

// A slider over a list counts its places; what is heard shall be what is read.
function sayWhatIsRead(handle, readout) {
  const say = () => {
    const words = readout.textContent.trim();
    if (words && handle.getAttribute("aria-valuetext") !== words) handle.setAttribute("aria-valuetext", words);
  };
  new MutationObserver(say).observe(readout, { childList: true, characterData: true, subtree: true });
  new MutationObserver(say).observe(handle, { attributeFilter: ["aria-valuetext"] });
  say();
}

function render({ model, el }) {
  el.classList.add("gradwalk-stage");
  const row = html(el, "div", "gradwalk-panels");
  const twin = new Twin(el);
  const panels = new Map();
  const width = new ResizeObserver(() => letKeysScroll(row));
  width.observe(row);

  let pending = null;

  // A picture and its marks arrive together and must be seen together.
  function update() {
    for (const frame of model.get("frames")) {
      const panel = panels.get(frame.name);
      if (!panel) panels.set(frame.name, new Panel(model, frame, row));
      else if (panel.frame !== frame) panel.fit(frame);
    }
    const loads = [...panels].map(([name, panel]) => panel.load(model.get(`picture_${name}`))).filter(Boolean);
    if (loads.length) {
      const mine = (pending = Promise.all([pending, ...loads]));
      mine.finally(() => {
        if (pending === mine) pending = null;
        paint();
      });
    } else if (!pending) paint();
  }

  function paint() {
    const marks = marksOf(model);
    for (const [name, panel] of panels) panel.paint(marks[name] || {});
    twin.show(model.get("readout"), model.get("note"));
    const explorer = el.closest(".gradwalk-explorer");
    if (!explorer) return;
    keepKeys(explorer);
    nameSliders(explorer);
  }

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const tellMotion = () => {
    model.set("reduced_motion", calm.matches);
    model.save_changes();
  };
  calm.addEventListener("change", tellMotion);
  if (calm.matches !== model.get("reduced_motion")) tellMotion();

  model.on("change", update);
  update();
  // A question without a stage has no code of its own in the browser; any stage of the page helps it.
  document.querySelectorAll(".gradwalk-prediction").forEach(keepKeys);
  return () => {
    width.disconnect();
    model.off("change", update);
    calm.removeEventListener("change", tellMotion);
    clearTimeout(twin.timer);
    for (const panel of panels.values()) if (panel.image.src) URL.revokeObjectURL(panel.image.src);
  };
}

export default { render };

// The viewer's controls around the stage: what is shown, time, cut, findings, picking, measuring.
import { arrayOf, measured, shown } from './arrays.js';
import { coolingCurve, curveFigure } from './cooling.js';
import { Stage } from './stage.js';
import { Voxels } from './voxels.js';

function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) key in node && typeof value !== 'string' ? (node[key] = value) : node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const labelled = (text, control) => make('label', {}, make('span', {}, text), control);
const slider = (name, value, step = 0.001) => make('input', { type: 'range', min: '0', max: '1', step: String(step), value: String(value), 'aria-label': name });

export class Viewer {
  constructor(root, head, buffer) {
    this.root = root;
    this.head = head;
    this.canvas = root.querySelector('canvas');
    this.voxels = head.cells ? new Voxels(head.cells, buffer) : null;
    this.stage = new Stage(this.canvas, head, buffer, this.voxels);
    this.colours = head.colours;
    this.buffer = buffer;
    this.panel = root.querySelector('.panel');
    this.overlay = root.querySelector('.marks');
    this.readout = root.querySelector('.readout');
    this.measured = [];
    this.#showParts();
    if (this.voxels?.fields.size) this.#addFields();
    this.#addOpening();
    if (this.voxels) this.#addCut();
    this.#addTools();
    this.#addMarks();
    this.#listen();
    this.#sayLoss(root.querySelector('.loss'));
    root.dataset.ready = 'true';
  }

  #sayLoss(line) {
    const step = Math.max(...this.stage.parts.map((part) => part.step));
    line.textContent = `Surfaces are drawn within ${shown(500 * step + 1000 * this.head.thinned_mm)} µm of the files. Values of a cell of ${this.voxels ? shown(this.voxels.cell) : '–'} mm are kept in 65,535 steps of their field's range.`;
  }

  #group(title, ...children) {
    this.panel.append(make('fieldset', {}, make('legend', {}, title), ...children));
  }

  #showParts() {
    this.#group('Show', ...this.stage.parts.map((part) => {
      const box = make('input', { type: 'checkbox', checked: part.group.visible });
      box.addEventListener('change', () => (this.stage.show(part.name, box.checked), this.#updateCut?.()));
      return make('label', { class: 'check' }, box, make('span', {}, part.name));
    }));
  }

  #addFields() {
    const fields = [...this.voxels.fields.values()];
    this.colouring = make('select', { 'aria-label': 'colour the metal by' }, make('option', { value: '' }, 'plain metal'), ...fields.map((f) => make('option', { value: f.key }, f.name)));
    this.colouring.addEventListener('change', () => this.colourBy(this.colouring.value));
    this.legend = make('div', { class: 'bar', hidden: true }, make('div', { class: 'scale' }), make('div', { class: 'ends' }, make('span', {}), make('span', {})), make('p', { class: 'dim' }));
    this.#group('Colour the metal by', this.colouring, this.legend);
    this.colourBy(this.voxels.fields.has('solidification') ? 'solidification' : fields[0].key);
    if (this.voxels.fields.has('arrival')) this.#addTime(this.voxels.fields.get('arrival'));
  }

  colourBy(key) {
    this.colouring.value = key;
    this.stage.colourBy(key);
    const field = this.voxels.fields.get(key);
    this.legend.hidden = !field;
    if (!field) return;
    const table = arrayOf(this.buffer, this.colours[field.colours]);
    const stops = [0, 51, 102, 153, 204, 255].map((n) => `rgb(${table.subarray(3 * n, 3 * n + 3).join(',')})`);
    this.legend.querySelector('.scale').style.background = `linear-gradient(90deg, ${stops.join(',')})`;
    const [low, high] = this.legend.querySelectorAll('.ends span');
    low.textContent = measured(field.shown[0], field.unit);
    high.textContent = measured(field.shown[1], field.unit);
    this.legend.querySelector('p').textContent = `${field.says}; the outermost hundredths share the end colours`;
  }

  #addTime(arrival) {
    const last = arrival.low + arrival.quantum * 65534;
    this.time = slider('time of the filling', 1);
    const label = make('output', {}, 'all'), play = make('button', { type: 'button' }, 'Play');
    this.setTime = (share) => {
      this.time.value = share;
      const seconds = share >= 1 ? Infinity : share * last;
      this.stage.until(seconds);
      label.textContent = share >= 1 ? 'all' : measured(share * last, 's');
    };
    this.time.addEventListener('input', () => (this.#stop(), this.setTime(+this.time.value)));
    play.addEventListener('click', () => {
      if (this.timer) return this.#stop();
      if (+this.time.value >= 1) this.setTime(0);
      play.textContent = 'Stop';
      this.playButton = play;
      this.timer = setInterval(() => {
        this.setTime(Math.min(1, +this.time.value + 0.01));
        if (+this.time.value >= 1) this.#stop();
      }, 60);
    });
    this.#group('Metal through time', this.time, make('div', { class: 'row' }, play, label));
  }

  #stop() {
    clearInterval(this.timer);
    this.timer = 0;
    if (this.playButton) this.playButton.textContent = 'Play';
  }

  #addOpening() {
    const opening = slider('how far the mould is open', 0), through = slider('opacity of the mould', 1);
    opening.addEventListener('input', () => this.stage.explode(+opening.value));
    through.addEventListener('input', () => this.stage.seeThrough(+through.value));
    const button = make('button', { type: 'button' }, 'Open the mould');
    this.openMould = (open) => {
      for (const part of this.stage.parts) this.#tick(part.name, true);
      opening.value = open ? 1 : 0;
      this.stage.explode(+opening.value);
      button.textContent = open ? 'Close the mould' : 'Open the mould';
      this.isOpen = open;
      this.stage.fit();
    };
    button.addEventListener('click', () => this.openMould(!this.isOpen));
    this.#group('Mould', button, labelled('apart', opening), labelled('opaque', through));
  }

  #tick(name, visible) {
    const index = this.stage.parts.findIndex((part) => part.name === name);
    this.panel.querySelectorAll('fieldset:first-child input')[index].checked = visible;
    this.stage.show(name, visible);
  }

  #addCut() {
    const axis = make('select', { 'aria-label': 'cut across' }, ...['no cut', 'across x', 'across y', 'across z'].map((text, n) => make('option', { value: String(n - 1) }, text)));
    const at = slider('place of the cut', 0.5), flip = make('input', { type: 'checkbox' }), label = make('output', {});
    this.#updateCut = () => {
      this.stage.cutAt(+axis.value, +at.value, flip.checked);
      label.textContent = +axis.value < 0 ? '' : `${'xyz'[axis.value]} = ${this.stage.cut.at.toFixed(2)} mm`;
    };
    for (const control of [axis, at, flip])
      control.addEventListener('input', () => {
        this.#updateCut();
        if (control !== at) this.stage.faceCut(flip.checked);
      });
    this.#group('Cut', axis, at, make('div', { class: 'row' }, make('label', { class: 'check' }, flip, make('span', {}, 'other side')), label));
  }
  #updateCut = null;

  #addTools() {
    const measure = make('button', { type: 'button', 'aria-pressed': 'false' }, 'Measure'), reset = make('button', { type: 'button' }, 'Reset view'), picture = make('button', { type: 'button' }, 'Picture');
    measure.addEventListener('click', () => {
      this.measuring = !this.measuring;
      this.measured = [];
      measure.setAttribute('aria-pressed', String(this.measuring));
      this.#say(this.measuring ? 'Click two places.' : '');
      this.#placeMarks();
    });
    reset.addEventListener('click', () => this.stage.reset());
    picture.addEventListener('click', async () => {
      const link = make('a', { href: URL.createObjectURL(await this.stage.picture()), download: `${document.title.split(' ')[0]}.png` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    this.#group('Tools', make('div', { class: 'row' }, measure, reset, picture));
  }

  #addMarks() {
    this.marks = this.head.findings.map((finding, n) => ({ ...finding, n })).filter((finding) => finding.at_mm).slice(0, 60);
    for (const mark of this.marks) {
      mark.node = make('button', { type: 'button', class: `mark ${mark.severity}`, title: `${mark.n + 1}: ${mark.kind}` }, String(mark.n + 1));
      mark.node.addEventListener('click', () => this.flyTo(mark.n));
      this.overlay.append(mark.node);
    }
    this.line = make('span', { class: 'distance', hidden: true });
    this.overlay.append(this.line);
    if (this.marks.length) {
      const box = make('input', { type: 'checkbox', checked: true });
      box.addEventListener('change', () => this.overlay.classList.toggle('quiet', !box.checked));
      this.panel.querySelector('fieldset').append(make('label', { class: 'check' }, box, make('span', {}, 'findings')));
    }
    this.stage.drawn.push(() => this.#placeMarks());
  }

  #placeMarks() {
    for (const mark of this.marks) this.#put(mark.node, mark.at_mm);
    this.line.hidden = this.measured.length < 2;
    if (this.measured.length === 2) {
      const [a, b] = this.measured;
      this.line.textContent = `${Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]).toFixed(2)} mm`;
      this.#put(this.line, a.map((v, d) => (v + b[d]) / 2));
    }
  }

  #put(node, place) {
    const pixel = this.stage.pixel(place);
    node.style.visibility = pixel ? 'visible' : 'hidden';
    if (pixel) node.style.transform = `translate(-50%, -50%) translate(${pixel[0].toFixed(1)}px, ${pixel[1].toFixed(1)}px)`;
  }

  /** The camera goes to finding n (from 0); the upper half is put away, it would hide the place. */
  flyTo(n) {
    const finding = this.head.findings[n];
    if (!finding?.at_mm) return false;
    this.#tick('upper half', false);
    this.stage.flyTo(finding.at_mm, finding.size_mm);
    for (const mark of this.marks) mark.node.classList.toggle('chosen', mark.n === n);
    return true;
  }

  #say(...content) {
    this.readout.replaceChildren(...content);
    this.readout.hidden = content.length === 0 || content[0] === '';
  }

  /** Values of the cell under a place of the canvas: {cell, place, values}; null where there is no metal. */
  pick(x, y) {
    const hit = this.stage.under(x, y);
    if (!hit) return null;
    const cell = this.stage.cellUnder(hit), place = hit.place.toArray();
    if (cell < 0) return { cell, place, part: hit.part.name, values: {} };
    return { cell, place, part: hit.part.name, values: Object.fromEntries([...this.voxels.fields.keys()].map((key) => [key, this.voxels.value(key, cell)])) };
  }

  #inPart(place, cavity) {
    const m = this.head.placements?.find((p) => p.cavity === cavity)?.transform;
    if (!m) return null;
    const p = place.map((v, d) => v - 1000 * m[4 * d + 3]), scale = m[0] ** 2 + m[4] ** 2 + m[8] ** 2;
    return [0, 1, 2].map((c) => (m[c] * p[0] + m[4 + c] * p[1] + m[8 + c] * p[2]) / scale);
  }

  #showPick(found) {
    const words = (p) => ['x', 'y', 'z'].map((axis, d) => `${axis} ${p[d].toFixed(2)}`).join(', ') + ' mm';
    if (found.cell < 0) return this.#say(make('p', {}, `${found.part}, ${words(found.place)} (tool)`));
    const cavity = this.voxels.cavities?.[found.cell] ?? 0, inside = this.#inPart(found.place, cavity);
    const rows = [...this.voxels.fields.values()].map((f) => {
      const value = found.values[f.key];
      return make('tr', {}, make('th', { scope: 'row' }, f.name), make('td', {}, Number.isFinite(value) ? measured(value, f.unit) : '–'));
    });
    const curve = coolingCurve(this.voxels, found.cell);
    this.#say(make('p', {}, make('b', {}, cavity > 0 ? `Cavity ${cavity}` : 'Feed system'), ` ${inside ? words(inside) : words(found.place) + ' (tool)'}`), make('table', {}, make('tbody', {}, ...rows)),
      ...(curve.length > 1 ? [make('p', { class: 'dim' }, 'Cooling curve: arrival, liquidus, 40 %, 90 % and all solid'), curveFigure(curve)] : []));
  }

  #clicked(x, y) {
    const found = this.pick(x, y);
    if (!this.measuring) return found ? this.#showPick(found) : this.#say('');
    if (!found) return;
    this.measured = this.measured.length === 2 ? [found.place] : [...this.measured, found.place];
    this.#placeMarks();
  }

  #listen() {
    let down = null;
    this.canvas.addEventListener('pointerdown', (event) => (down = [event.offsetX, event.offsetY]));
    this.canvas.addEventListener('pointerup', (event) => {
      if (down && Math.hypot(event.offsetX - down[0], event.offsetY - down[1]) < 4) this.#clicked(event.offsetX, event.offsetY);
      down = null;
    });
    const keys = {
      ArrowLeft: () => this.stage.turn(-0.1, 0), ArrowRight: () => this.stage.turn(0.1, 0), ArrowUp: () => this.stage.turn(0, 0.1), ArrowDown: () => this.stage.turn(0, -0.1),
      '+': () => this.stage.zoom(0.85), '-': () => this.stage.zoom(1 / 0.85), r: () => this.stage.reset(), o: () => this.openMould(!this.isOpen),
    };
    this.canvas.addEventListener('keydown', (event) => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
}

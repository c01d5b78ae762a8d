// The metal's cells: values by cell, and the same as textures. Cells lie in blocks of 8^3, blocks in an atlas: a disc is mostly empty.
import { Data3DTexture, NearestFilter, RedIntegerFormat, UnsignedShortType } from 'three';
import { arrayOf } from './arrays.js';

export const nothing = 65535;

function integerTexture(data, x, y, z) {
  const texture = new Data3DTexture(data, x, y, z);
  texture.format = RedIntegerFormat;
  texture.type = UnsignedShortType;
  texture.internalFormat = 'R16UI';
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}

export class Voxels {
  constructor(head, buffer) {
    this.cell = head.cell_mm;
    this.origin = head.origin_mm;
    this.size = head.size;
    this.blocks = this.size.map((n) => Math.ceil(n / 8));
    this.fields = new Map((head.fields ?? []).map((field) => [field.key, field]));
    this.passages = head.passages ?? [];
    this.buffer = buffer;
    this.textures = new Map();
    this.#layOut(arrayOf(buffer, head.runs), head.count);
    this.cavities = head.cavities ? arrayOf(buffer, head.cavities) : null;
  }

  // Numbers of blocks from 1 in the order in which runs meet them; of each cell its place in the atlas.
  #layOut(runs, count) {
    const [bx, by, bz] = this.blocks;
    this.blockOf = new Uint16Array(bx * by * bz);
    const blockAt = (i, j, k) => ((k >> 3) * by + (j >> 3)) * bx + (i >> 3);
    let blocks = 0;
    for (let r = 0; r < runs.length; r += 4)
      for (let i = runs[r]; i < runs[r] + runs[r + 3]; ++i) {
        const at = blockAt(i, runs[r + 1], runs[r + 2]);
        if (this.blockOf[at] === 0) this.blockOf[at] = ++blocks;
      }
    this.side = Math.max(1, Math.ceil(Math.cbrt(blocks)));
    this.deep = Math.max(1, Math.ceil(blocks / (this.side * this.side)));
    this.place = new Uint32Array(count);
    this.cells = new Uint16Array(this.side * this.side * this.deep * 512).fill(nothing);
    let cell = 0;
    for (let r = 0; r < runs.length; r += 4)
      for (let i = runs[r]; i < runs[r] + runs[r + 3]; ++i) {
        this.place[cell] = this.#atlas(i, runs[r + 1], runs[r + 2]);
        this.cells[this.place[cell]] = 0;
        ++cell;
      }
    this.order = new Uint32Array(this.cells.length);
    for (let n = 0; n < count; ++n) this.order[this.place[n]] = n;
  }

  // Place of a cell in the atlas; -1 outside the blocks.
  #atlas(i, j, k) {
    const [nx, ny, nz] = this.size;
    if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) return -1;
    const [bx, by] = this.blocks;
    const block = this.blockOf[((k >> 3) * by + (j >> 3)) * bx + (i >> 3)] - 1;
    if (block < 0) return -1;
    const s = this.side, x = (block % s) * 8 + (i & 7), y = (Math.floor(block / s) % s) * 8 + (j & 7), z = Math.floor(block / (s * s)) * 8 + (k & 7);
    return (z * s * 8 + y) * s * 8 + x;
  }

  get blockTexture() {
    return (this.blockTexture_ ??= integerTexture(this.blockOf, ...this.blocks));
  }

  /** Of a field, or of 'cells' themselves (0 where there is one). */
  texture(key) {
    if (!this.textures.has(key)) this.textures.set(key, integerTexture(this.#scattered(key), this.side * 8, this.side * 8, this.deep * 8));
    return this.textures.get(key);
  }

  #scattered(key) {
    if (key === 'cells') return this.cells;
    const values = this.values(key), out = new Uint16Array(this.cells.length).fill(nothing);
    for (let n = 0; n < values.length; ++n) out[this.place[n]] = values[n];
    return out;
  }

  values(key) {
    const field = this.fields.get(key);
    return (field.unpacked ??= arrayOf(this.buffer, field.values));
  }

  /** Number of the cell at a place (mm, tool frame); -1 where there is none. */
  cellAt(p) {
    const [i, j, k] = [0, 1, 2].map((d) => Math.floor((p[d] - this.origin[d]) / this.cell));
    const place = this.#atlas(i, j, k);
    return place < 0 || this.cells[place] === nothing ? -1 : this.order[place];
  }

  /** Middle of a cell by its number, mm. */
  centre(cell) {
    const [bx, by] = this.blocks, s = 8 * this.side, place = this.place[cell];
    const x = place % s, y = Math.floor(place / s) % s, z = Math.floor(place / (s * s));
    const block = this.blockOf.indexOf(((z >> 3) * this.side + (y >> 3)) * this.side + (x >> 3) + 1);
    const index = [8 * (block % bx) + (x & 7), 8 * (Math.floor(block / bx) % by) + (y & 7), 8 * Math.floor(block / (bx * by)) + (z & 7)];
    return index.map((n, d) => this.origin[d] + (n + 0.5) * this.cell);
  }

  /** Of a cell by its number; NaN where there is none. */
  value(key, cell) {
    const field = this.fields.get(key);
    if (!field || cell < 0) return NaN;
    const q = this.values(key)[cell];
    return q === nothing ? NaN : field.low + field.quantum * q;
  }

  /** A field's value in the steps of its texture. */
  steps(key, value) {
    const field = this.fields.get(key);
    return field.quantum > 0 ? (value - field.low) / field.quantum : value < field.low ? -1 : 0;
  }
}

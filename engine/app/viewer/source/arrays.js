// The arrays that engine/app/array_pack.h wrote: base64 of a zlib stream, little-endian numbers at the places that the head names.

const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array };

export async function inflated(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < text.length; ++n) bytes[n] = text.charCodeAt(n);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

export function arrayOf(buffer, entry) {
  const values = new kinds[entry.type](buffer, entry.at, entry.count).slice();
  if (entry.differences) for (let n = 1; n < values.length; ++n) values[n] += values[n - 1];
  return values;
}

/** Three significant digits, as the page writes numbers. */
export function shown(value) {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return digits > 6 ? value.toExponential(2) : value.toFixed(digits);
}

/** With its unit; seconds under one as milliseconds. */
export function measured(value, unit) {
  return unit === 's' && Math.abs(value) < 1 ? `${shown(1000 * value)} ms` : `${shown(value)} ${unit}`;
}

// The cooling curve of one cell, from the times at which it passed known temperatures.
import { measured, shown } from './arrays.js';

const width = 300, height = 130, left = 40, bottom = 24, right = 10, top = 8;

/** [[s, degC], ...] in order of time. */
export function coolingCurve(voxels, cell) {
  const points = [[voxels.value('arrival', cell), voxels.value('arrival_temperature', cell)]];
  for (const passage of voxels.passages) points.push([voxels.value(passage.field, cell), passage.celsius]);
  return points.filter(([t, c]) => Number.isFinite(t) && Number.isFinite(c)).sort((a, b) => a[0] - b[0]);
}

function tag(name, attributes, text) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

export function curveFigure(points) {
  const times = points.map((p) => p[0]), degrees = points.map((p) => p[1]);
  const [t0, t1] = [Math.min(...times), Math.max(...times)], [c0, c1] = [Math.min(...degrees), Math.max(...degrees)];
  const x = (t) => left + ((t - t0) / (t1 - t0 || 1)) * (width - left - right), y = (c) => height - bottom - ((c - c0) / (c1 - c0 || 1)) * (height - bottom - top);
  const svg = tag('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `cooling curve: ${points.map(([t, c]) => `${shown(c)} degrees Celsius at ${measured(t, 's')}`).join(', ')}` });
  svg.append(tag('path', { d: `M${left},${top}V${height - bottom}H${width - right}`, class: 'axes' }));
  svg.append(tag('polyline', { points: points.map(([t, c]) => `${x(t).toFixed(1)},${y(c).toFixed(1)}`).join(' '), class: 'curve' }));
  for (const [t, c] of points) svg.append(tag('circle', { cx: x(t).toFixed(1), cy: y(c).toFixed(1), r: 2.6, class: 'passage' }));
  for (const c of [c0, c1]) svg.append(tag('text', { x: left - 4, y: y(c) + 4, 'text-anchor': 'end' }, shown(c)));
  for (const [t, anchor] of [[t0, 'start'], [t1, 'end']]) svg.append(tag('text', { x: x(t), y: height - 8, 'text-anchor': anchor }, measured(t, 's')));
  svg.append(tag('text', { x: left + 6, y: top + 9 }, '°C'));
  return svg;
}

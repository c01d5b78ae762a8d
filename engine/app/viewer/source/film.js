// The film of the filling: plan views between which a slider chooses.
import { arrayOf, measured, shown } from './arrays.js';

const kelvin = 273.15;

function framesOf(film, buffer) {
  return film.frames.map((frame) => ({ ...frame, share: arrayOf(buffer, frame.fill), heat: arrayOf(buffer, frame.decikelvin) }));
}

function heatRange(frames) {
  let low = Infinity, high = -Infinity;
  for (const { share, heat } of frames)
    for (let n = 0; n < heat.length; ++n) if (heat[n] > 0 && share[n] > 127) (low = Math.min(low, heat[n])), (high = Math.max(high, heat[n]));
  return high > low ? [low, high] : [low, low + 1];
}

export function startFilm(root, head, buffer) {
  const film = head.film, frames = framesOf(film, buffer), table = arrayOf(buffer, head.colours.inferno), [low, high] = heatRange(frames);
  const canvas = root.querySelector('canvas'), slider = root.querySelector('input'), label = root.querySelector('output'), play = root.querySelector('button');
  canvas.width = film.nx;
  canvas.height = film.ny;
  const context = canvas.getContext('2d'), image = context.createImageData(film.nx, film.ny), ever = new Uint8Array(film.nx * film.ny);
  if (film.cavity) arrayOf(buffer, film.cavity).forEach((share, n) => (ever[n] = share));
  slider.max = frames.length - 1;
  const show = () => {
    const { share, heat, time_s, filled } = frames[slider.value];
    for (let j = 0; j < film.ny; ++j)
      for (let i = 0; i < film.nx; ++i) {
        const n = j * film.nx + i, at = 4 * ((film.ny - 1 - j) * film.nx + i), a = share[n] / 255;
        const c = 3 * Math.max(0, Math.min(255, Math.round((255 * (heat[n] - low)) / (high - low))));
        for (let d = 0; d < 3; ++d) image.data[at + d] = a * table[c + d] + (1 - a) * 150;
        image.data[at + 3] = Math.max(share[n], 0.42 * ever[n]);
      }
    context.putImageData(image, 0, 0);
    label.textContent = `${measured(time_s, 's')}, ${shown(100 * filled)} % full`;
    slider.setAttribute('aria-valuetext', label.textContent);
  };
  let timer = 0;
  const stop = () => (clearInterval(timer), (timer = 0), (play.textContent = 'Play'));
  play.addEventListener('click', () => {
    if (timer) return stop();
    if (+slider.value === frames.length - 1) slider.value = 0;
    play.textContent = 'Stop';
    timer = setInterval(() => {
      slider.value = +slider.value + 1;
      show();
      if (+slider.value === frames.length - 1) stop();
    }, 120);
  });
  slider.addEventListener('input', () => (stop(), show()));
  slider.value = frames.length - 1;
  for (const [end, value] of [['.low', low], ['.high', high]]) root.querySelector(end).textContent = `${shown(value / 10 - kelvin)} °C`;
  const bar = root.querySelector('.scale');
  bar.style.background = `linear-gradient(90deg, ${[0, 51, 102, 153, 204, 255].map((n) => `rgb(${table.subarray(3 * n, 3 * n + 3).join(',')})`).join(',')})`;
  show();
  root.hidden = false;
}

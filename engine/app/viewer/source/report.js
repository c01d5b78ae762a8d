// What makes the report's page move: film, viewer, ways from findings to their places. The page reads without it.
import { inflated } from './arrays.js';
import { startFilm } from './film.js';
import { Viewer } from './viewer.js';

function startViewer(root, head, buffer) {
  try {
    const viewer = new Viewer(root, head, buffer);
    window.sprueViewer = viewer;   // for those who want to drive it from the console
    return viewer;
  } catch (error) {
    root.classList.add('without');
    root.querySelector('.trouble').textContent = `The 3-D view needs WebGL 2, which this browser does not give (${error.message}). Pictures and tables below show the same.`;
    root.querySelector('.trouble').hidden = false;
    return null;
  }
}

async function start() {
  const data = document.getElementById('viewer-arrays'), head = JSON.parse(document.getElementById('viewer-head').textContent);
  const buffer = await inflated(data.textContent.trim());
  const film = document.getElementById('film'), root = document.getElementById('viewer');
  if (film && head.film) startFilm(film, head, buffer);
  if (!root) return;
  root.hidden = false;
  const viewer = startViewer(root, head, buffer);
  for (const button of document.querySelectorAll('button[data-finding]')) {
    button.hidden = !viewer || !head.findings[button.dataset.finding]?.at_mm;
    button.addEventListener('click', () => {
      root.scrollIntoView({ block: 'center' });
      viewer.flyTo(+button.dataset.finding);
    });
  }
}

start();

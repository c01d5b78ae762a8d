// The page while a casting runs: what /events says, and the picture when there is a new one.
const at = (id) => document.getElementById(id);
const minutes = (s) => (s < 90 ? `${Math.ceil(s)} s` : `${Math.round(s / 60)} min`);
const events = new EventSource('/events');
events.addEventListener('progress', (event) => {
  const now = JSON.parse(event.data);
  at('stage').textContent = `${now.stage}, ${Math.round(100 * now.fraction)} %`;
  at('bar').value = now.fraction;
  at('time').textContent = now.simulated_s === undefined ? '–' : `${now.simulated_s.toPrecision(4)} s`;
  at('metal').textContent = now.metal_g === undefined ? '–' : `${now.metal_g.toPrecision(3)} g`;
  at('left').textContent = now.left_s === undefined ? '–' : minutes(now.left_s);
  at('said').textContent = 'The report opens here when the casting is done.';
});
events.addEventListener('picture', () => {
  at('picture').hidden = false;
  at('picture').src = `/live.png?${Date.now()}`;
});
events.addEventListener('quiet', () => (at('said').textContent = 'Nothing has been heard of the casting for a while: it was stopped, or its step is long. sprue cast --resume goes on with it.'));
events.addEventListener('done', () => location.replace('/'));
events.onerror = () => (at('said').textContent = 'sprue view has ended.');

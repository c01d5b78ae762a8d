// The report in a browser without a network: nothing goes wrong, the film moves, a finding's place is flown to, what is picked is what the field file holds, the mould opens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, castCoin, open, vtiField } from './page.mjs';

let chrome, cast;
before(async () => {
  cast = castCoin();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  cast?.remove();
});

const drawn = (page, selector) =>
  page.locator(selector).evaluate((canvas) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.width, canvas.height];
    window.sprueViewer.stage.drawNow();   // a WebGL picture is kept until the next turn of the loop
    const context = copy.getContext('2d');
    context.drawImage(canvas, 0, 0);
    const pixels = context.getImageData(0, 0, copy.width, copy.height).data;
    let hash = 0, covered = 0;
    for (let n = 0; n < pixels.length; n += 4) (hash = (hash * 31 + pixels[n] + 3 * pixels[n + 1] + 7 * pixels[n + 2]) | 0), (covered += pixels[n + 3] > 0);
    return { hash, covered: covered / (pixels.length / 4) };
  });
const settle = (page) => page.waitForTimeout(700);   // flights last half a second

test('the page says nothing wrong and asks for nothing, light and dark, wide and narrow', async () => {
  for (const options of [{}, { colorScheme: 'dark' }, { viewport: { width: 390, height: 844 } }]) {
    const { page, trouble, asked } = await open(chrome, cast.page, options);
    await settle(page);
    assert.deepEqual(trouble, []);
    assert.deepEqual(asked, []);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `the page is ${wider} px wider than its window`);
    assert.ok((await drawn(page, '#viewer canvas')).covered > 0.05, 'metal and mould are drawn');
    await page.context().close();
  }
});

test('the film is scrubbed', async () => {
  const { page, trouble } = await open(chrome, cast.page);
  const slider = page.locator('#film input'), seen = new Set();
  for (const frame of [0, 1, Number(await slider.getAttribute('max'))]) {
    await slider.fill(String(frame));
    seen.add((await drawn(page, '#film canvas')).hash + (await page.locator('#film output').textContent()));
  }
  assert.ok(seen.size >= 2, 'frames differ');
  assert.deepEqual(trouble, []);
  await page.context().close();
});

test('a click on a finding takes the camera to its place', async () => {
  const { page, trouble } = await open(chrome, cast.page);
  const button = page.locator('button[data-finding]:visible').first(), number = Number(await button.getAttribute('data-finding'));
  const before = await drawn(page, '#viewer canvas');
  await button.click();
  await settle(page);
  const { target, at } = await page.evaluate((n) => ({ target: window.sprueViewer.stage.controls.target.toArray(), at: window.sprueViewer.head.findings[n].at_mm }), number);
  target.forEach((v, d) => assert.ok(Math.abs(v - at[d]) < 1e-6, `looks at ${target}, the finding is at ${at}`));
  assert.notEqual((await drawn(page, '#viewer canvas')).hash, before.hash);
  assert.deepEqual(trouble, []);
  await page.context().close();
});

test('what is picked is what the field file holds', async () => {
  const { page, trouble } = await open(chrome, cast.page);
  await settle(page);
  const arrival = vtiField(cast.file('fields-end.vti'), 'arrival s');
  const box = await page.locator('#viewer canvas').boundingBox();
  let compared = 0;
  for (let n = 0; n < 400 && compared < 12; ++n) {
    const at = [((n * 37) % 101) / 101 * box.width, ((n * 61) % 97) / 97 * box.height];
    const found = await page.evaluate(([x, y]) => {
      const v = window.sprueViewer, hit = v.pick(x, y);
      if (!hit || hit.cell < 0 || hit.values.arrival === null) return null;
      return { hit, quantum: v.voxels.fields.get('arrival').quantum, centre: v.voxels.centre(hit.cell) };
    }, at);
    if (!found || !Number.isFinite(found.hit.values.arrival)) continue;
    const inFile = arrival(found.centre.map((v) => v / 1000));
    assert.ok(Math.abs(inFile - found.hit.values.arrival) <= 0.51 * found.quantum + 1e-9, `${inFile} in the file, ${found.hit.values.arrival} picked`);
    ++compared;
  }
  assert.ok(compared >= 5, `${compared} places of the canvas show metal`);
  await page.mouse.click(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  assert.deepEqual(trouble, []);
  await page.context().close();
});

test('the mould opens, is cut, and the metal runs back in time', async () => {
  const { page, trouble } = await open(chrome, cast.page);
  await settle(page);
  const closed = await drawn(page, '#viewer canvas');
  await page.getByRole('button', { name: 'Open the mould' }).click();
  await settle(page);
  const apart = await page.evaluate(() => window.sprueViewer.stage.parts.map((part) => part.group.position.z));
  assert.ok(Math.max(...apart) > 1 && Math.min(...apart) < -1, `halves at ${apart} mm`);
  const opened = await drawn(page, '#viewer canvas');
  assert.notEqual(opened.hash, closed.hash);
  await page.getByRole('button', { name: 'Close the mould' }).click();
  await page.getByLabel('cut across').selectOption('1');
  await settle(page);
  const cut = await drawn(page, '#viewer canvas');
  await page.locator('#viewer').getByLabel('time of the filling').fill('0');
  assert.notEqual((await drawn(page, '#viewer canvas')).hash, cut.hash, 'metal that has not arrived is not drawn');
  assert.deepEqual(trouble, []);
  await page.context().close();
});

test('keys turn the view; markup in a drawing stays text', async () => {
  const { page, trouble } = await open(chrome, cast.page);
  const before = await page.evaluate(() => window.sprueViewer.stage.camera.position.toArray());
  await page.locator('#viewer canvas').press('ArrowLeft');
  const after = await page.evaluate(() => window.sprueViewer.stage.camera.position.toArray());
  assert.ok(Math.hypot(...after.map((v, d) => v - before[d])) > 0.1);
  assert.equal(await page.locator('img[src=x]').count(), 0);
  assert.deepEqual(trouble, []);
  await page.context().close();
});

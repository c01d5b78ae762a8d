// A browser without a network, and a casting to look at.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const coin = `<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 100 100'><circle id='disc' cx='50' cy='50' r='48'
fill='#2060c0'/><path id='&lt;img src=x onerror=alert(1)&gt;' d='M42 20h16v22h22v16H58v22H42V58H20V42h22z' fill='#d0a020'/></svg>`;

/** Options of a cast that takes seconds; the sprue is small so that metal reaches the part soon. */
export const coarse = ['--width', '8mm', '--cell', '0.5mm', ...['mould.band=1.5mm', 'mould.sprue_diameter=6mm', 'mould.sprue_height=6mm'].flatMap((key) => ['--set', key])];

/** A folder with the coarse casting of a coin, stopped while it fills. */
export function castCoin() {
  const folder = mkdtempSync(join(tmpdir(), 'sprue-browser-'));
  writeFileSync(join(folder, 'coin.svg'), coin);
  try {
    execFileSync(process.env.SPRUE_PROGRAM, ['cast', join(folder, 'coin.svg'), '-o', join(folder, 'out'), '--quiet', ...coarse, '--set', 'run.end_time=0.045s', '--set', 'output.fields=true'], { stdio: 'pipe' });
  } catch (error) {
    if (error.status !== 1) throw error;   // 1: cast, and rejected
  }
  return { folder, page: join(folder, 'out', 'report.html'), file: (name) => join(folder, 'out', name), remove: () => rmSync(folder, { recursive: true }) };
}

export async function browser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader'] });
}

/** The page, opened offline; what it says wrong is in `trouble`, what it asks the network for in `asked`. */
export async function open(chrome, file, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage(), trouble = [], asked = [];
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', (dialog) => (trouble.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || asked.push(request.url()));
  await page.goto('file://' + file);
  await page.waitForSelector('#viewer[data-ready]', { timeout: 60000 });
  return { page, trouble, asked };
}

/** A field of a .vti file of ours (raw appended): {value(place in m), origin, cell}. */
export function vtiField(file, name) {
  const bytes = readFileSync(file), appended = bytes.indexOf('<AppendedData'), data = bytes.indexOf('_', appended) + 1, head = bytes.subarray(0, appended).toString();
  const numbers = (key) => new RegExp(`${key}="([^"]+)"`).exec(head)[1].split(' ').map(Number);
  const extent = numbers('WholeExtent'), origin = numbers('Origin'), cell = numbers('Spacing')[0], nx = extent[1] - extent[0], ny = extent[3] - extent[2];
  const array = new RegExp(`<DataArray type="(Float32|Float64)" Name="${name}"[^>]*offset="(\\d+)"`).exec(head);
  const wide = array[1] === 'Float64' ? 8 : 4, start = data + Number(array[2]) + 8;   // after the array's length, eight bytes
  return (place) => {
    const [i, j, k] = place.map((v, d) => Math.floor((v - origin[d]) / cell) - extent[2 * d]);
    const at = start + wide * ((k * ny + j) * nx + i);
    return wide === 8 ? bytes.readDoubleLE(at) : bytes.readFloatLE(at);
  };
}

// sprue view: one browser, this machine, this folder; and a casting watched until its report opens.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, coarse, coin } from './page.mjs';

let root;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sprue-view-'));
  mkdirSync(join(root, 'out', 'inner'), { recursive: true });
  writeFileSync(join(root, 'out', 'report.html'), '<!DOCTYPE html><title>report</title>');
  writeFileSync(join(root, 'out', 'inner', 'part.stl'), 'solid');
  writeFileSync(join(root, 'secret.txt'), 'secret');
  symlinkSync(join(root, 'secret.txt'), join(root, 'out', 'link.txt'));
});
after(() => rmSync(root, { recursive: true }));

/** The server of a folder: its address, and what ends it. */
async function serve(t, folder) {
  const process_ = spawn(process.env.SPRUE_PROGRAM, ['view', folder, '--no-open', '--quiet']);
  const address = await new Promise((found, failed) => {
    process_.stdout.once('data', (data) => found(new URL(String(data).trim())));
    process_.once('exit', (code) => failed(new Error(`sprue view ended with ${code}`)));
  });
  const ended = new Promise((done) => process_.once('exit', done));
  t.after(() => process_.kill('SIGKILL'));
  return { address, process: process_, end: () => (process_.kill('SIGINT'), ended) };
}

/** {status, text, cookie}; the path goes out as it is written. */
function get(address, path, headers = {}, method = 'GET') {
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port: address.port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data));
      response.on('end', () => done({ status: response.statusCode, text, cookie: response.headers['set-cookie']?.[0]?.split(';')[0] }));
    });
    asked.on('error', failed);
    asked.end();
  });
}

test('the address is good once, for this host, for files of the folder alone', async (t) => {
  const server = await serve(t, join(root, 'out'));
  const { address } = server;
  assert.equal((await get(address, '/')).status, 403);
  assert.equal((await get(address, '/?token=' + 'a'.repeat(64))).status, 403);
  const { status, cookie } = await get(address, address.pathname + address.search);
  assert.equal(status, 303);
  assert.equal((await get(address, address.pathname + address.search)).status, 403, 'the token a second time');
  const mine = { Cookie: cookie };
  assert.match((await get(address, '/', mine)).text, /report/);
  assert.equal((await get(address, '/inner/part.stl', mine)).text, 'solid');
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/inner/../../secret.txt', '/link.txt', '//etc/passwd', '/inner', '/none', '/report.html%00.png/../../secret.txt'])
    assert.doesNotMatch((await get(address, path, mine)).text, /secret|root:/, path);
  assert.equal((await get(address, '/link.txt', mine)).status, 404);
  for (const host of ['evil.example', `evil.example:${address.port}`, '127.0.0.1']) assert.notEqual((await get(address, '/', { ...mine, Host: host })).status, 200, host);
  assert.equal((await get(address, '/', { Cookie: cookie.slice(0, -1) + 'x' })).status, 403);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) assert.ok((await get(address, '/', mine, method)).status >= 400, method);
  assert.equal(await server.end(), 0);
});

test('requests that are none do not end it', async (t) => {
  const server = await serve(t, join(root, 'out')), { port } = server.address;
  let seed = 20261123;
  const random = (n) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0), seed % n);
  const words = ['GET ', 'HEAD ', '/', '/?token=', ' HTTP/1.1\r\n', 'Host: 127.0.0.1:' + port + '\r\n', 'Cookie: session=', '\r\n', '\r\n\r\n', '%00', '%zz', '../', 'Range: bytes=-1\r\n', 'Range: bytes=9-2\r\n',
    'Content-Length: 99999999999\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n', 'x'.repeat(9000), '\x00\xff', 'events', 'live.png', ';', '='];
  for (let n = 0; n < 400; ++n) {
    let text = '';
    for (let m = 1 + random(14); m > 0; --m) text += words[random(words.length)];
    await new Promise((done) => {
      const socket = net.connect(port, '127.0.0.1', () => (socket.write(Buffer.from(text, 'latin1')), socket.end()));
      socket.on('error', done);
      socket.on('close', done);
      socket.on('data', () => {});
      socket.setTimeout(50, () => socket.destroy());
    });
  }
  assert.equal(server.process.exitCode, null, 'it still runs');
  assert.equal((await get(server.address, server.address.pathname + server.address.search)).status, 303, 'and answers');
  assert.equal(await server.end(), 0);
});

test('a folder that is none is named', async () => {
  const child = spawn(process.env.SPRUE_PROGRAM, ['view', join(root, 'nothing'), '--no-open']);
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  assert.equal(await new Promise((done) => child.once('close', done)), 2);
  assert.match(said, /nothing.*sprue cast/);
});

test('a casting is watched until its report opens', async (t) => {
  writeFileSync(join(root, 'coin.svg'), coin);
  const folder = join(root, 'live');
  const cast = spawn(process.env.SPRUE_PROGRAM, ['cast', join(root, 'coin.svg'), '-o', folder, ...coarse, '--set', 'run.end_time=0.03s'], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => cast.kill('SIGKILL'));
  await new Promise((flowing, failed) => {
    cast.stderr.on('data', (data) => String(data).includes('fill') && flowing());
    cast.once('exit', () => failed(new Error('the casting ended before it filled')));
  });
  const server = await serve(t, folder), chrome = await browser(), page = await chrome.newPage(), trouble = [];
  t.after(() => chrome.close());
  page.on('pageerror', (error) => trouble.push(error.message));
  await page.goto(server.address.href);
  await page.waitForFunction(() => /fill, \d+ %/.test(document.getElementById('stage')?.textContent ?? ''), null, { timeout: 20000 });
  await page.waitForSelector('#viewer[data-ready]', { timeout: 120000 });
  assert.equal(await page.locator('h1').textContent(), 'coin');
  assert.deepEqual(trouble, []);
  assert.equal(await server.end(), 0);
});

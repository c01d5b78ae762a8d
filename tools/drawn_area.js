// Area that a drawing covers, by a renderer that shares nothing with the project (resvg): one line "FILE AREA_MM2" a drawing, at the
// size that the file states (96 units an inch).
//
//   npm install @resvg/resvg-js && node tools/drawn_area.js FILE...
//
// The sum of the coverage (alpha) of all pixels, 2400 across. Half transparent paint counts by its opacity here and wholly in a
// casting, so the drawings must be opaque where the two are compared.
const fs = require('fs');
const { Resvg } = require('@resvg/resvg-js');

const inch = 25.4, units = 96, across = 2400;
for (const file of process.argv.slice(2)) {
  const drawing = new Resvg(fs.readFileSync(file, 'utf8'), { fitTo: { mode: 'width', value: across } });
  const page = drawing.render();
  const pixels = page.pixels;  // a copy at each call
  let covered = 0;
  for (let i = 3; i < pixels.length; i += 4) covered += pixels[i];
  const unit = (inch / units) * (drawing.width / page.width);
  console.log(`${file} ${(covered / 255) * unit * unit}`);
}

// Which packages the code of each handler comes from: `node bundled-packages.mjs <handler.ts> …` prints a list for each, with their folders.
// Not minified, a bundle says before each piece of code of which file it is.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { options } from '../../projenrc/bundle/bundle.mjs';

const entryPoints = process.argv.slice(2).map((file, index) => ({ in: file, out: `${index}` }));
const { outputFiles } = await build({ ...options, entryPoints, outdir: options.absWorkingDir, write: false });

const packageOf = file => {
  const description = join(file, 'package.json');
  return existsSync(description) && JSON.parse(readFileSync(description, 'utf8')).version ? file : packageOf(dirname(file));
};

console.log(JSON.stringify(outputFiles.map(({ text }) => {
  const files = [...text.matchAll(/^ *\/\/ (\S*node_modules\/\S+)$/gm)].map(([, file]) => join(options.absWorkingDir, file));
  return [...new Set(files.map(file => packageOf(dirname(file))))];
})));

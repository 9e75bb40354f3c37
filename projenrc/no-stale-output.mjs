// Deletes what the compiler has made of sources that are not there any more: it would be published.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lib = fileURLToPath(new URL('../lib', import.meta.url));

for (const path of readdirSync(lib, { recursive: true })) {
  const [, source] = /^(.*?)(?:\.d\.ts|\.js)$/.exec(path) ?? [];
  if (source !== undefined && !existsSync(join(lib, `${source}.ts`))) {
    rmSync(join(lib, path));
    console.log(`${join('lib', path)}: deleted, as ${source}.ts is not there`);
  }
}

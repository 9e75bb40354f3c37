// Bundles the handlers of custom resources, each with everything that it needs: `node projenrc/bundle/bundle.mjs <handlers> <assets>`.
// Plain JavaScript, because `npm run demo` runs it before anything is compiled.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';
import { schemas } from './schemas.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles every handler below a folder, `<name>/<name>.lambda.ts`, each into a folder of its own. */
export async function bundleAll(handlers, assets) {
  const entries = readdirSync(handlers, { recursive: true }).filter(file => file.endsWith('.lambda.ts')).sort();
  const names = entries.map(file => basename(dirname(file)));
  for (const stale of existsSync(assets) ? readdirSync(assets).filter(name => !names.includes(name)) : []) {
    rmSync(join(assets, stale), { recursive: true });
  }
  return Promise.all(entries.map((file, index) => bundle(join(handlers, file), join(assets, names[index]))));
}

/** Bundles one handler: the same bytes on every machine. */
async function bundle(entry, folder) {
  const { outputFiles: [code], metafile } = await build({
    entryPoints: [relative(root, entry)],
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
    // What packages offer as modules is smaller than what they offer to `require`.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': fileURLToPath(new URL('credentials.mjs', import.meta.url)) },
    plugins: [schemas],
    tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
    legalComments: 'none',
    write: false,
    metafile: true,
  });
  mkdirSync(folder, { recursive: true });
  write(join(folder, 'index.js'), Buffer.from(code.contents));
  write(join(folder, 'THIRD-PARTY-NOTICES.txt'), Buffer.from(noticesOf(Object.keys(metafile.inputs), root)));
  return { folder, bytes: code.contents.length };
}

/** Writes only what changed: somebody may be reading it. */
function write(file, bytes) {
  if (!existsSync(file) || !readFileSync(file).equals(bytes)) {
    writeFileSync(file, bytes);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const { folder, bytes } of await bundleAll(...process.argv.slice(2).map(folder => resolve(folder)))) {
    console.log(`${relative(root, folder)}: ${bytes} bytes`);
  }
}

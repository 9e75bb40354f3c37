// Bundles the handlers of custom resources, each with everything that it needs: `node projenrc/bundle/bundle.mjs <handlers> <assets>`.
// Plain JavaScript, because `npm run demo` runs it before anything is compiled.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';
import { schemas } from './schemas.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What makes of a handler a file with everything that it needs. */
export const options = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  // What packages offer as modules is smaller than what they offer to `require`.
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': fileURLToPath(new URL('credentials.mjs', import.meta.url)) },
  plugins: [schemas],
  tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
  // There are none today: what a package says of its licence in its code has to stay with the code.
  legalComments: 'eof',
};

/**
 * Bundles every handler below folders, `<name>/<name>.lambda.ts`, each into a folder of its own: the same bytes on every machine.
 *
 * @param places Folders with handlers, each with the folder that has the bundles. All in one go: what bundles share, which is most of
 * them, is read and parsed once.
 */
export async function bundleAll(...places) {
  const handlers = places.flatMap(([folder, assets]) => handlersIn(folder).map(file => ({ file, folder: join(assets, basename(dirname(file))) })));
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: handlers.map(({ file }, index) => ({ in: relative(root, file), out: `${index}` })),
    outdir: root,
    minify: true,
    write: false,
    metafile: true,
  });
  for (const [, assets] of places) {
    const made = handlers.map(({ folder }) => folder);
    const stale = existsSync(assets) ? readdirSync(assets).map(name => join(assets, name)).filter(folder => !made.includes(folder)) : [];
    stale.forEach(folder => rmSync(folder, { recursive: true }));
  }
  return handlers.map(({ file, folder }, index) => {
    const code = outputFiles.find(({ path }) => path === join(root, `${index}.js`)).contents;
    mkdirSync(folder, { recursive: true });
    write(join(folder, 'index.js'), Buffer.from(code));
    write(join(folder, 'THIRD-PARTY-NOTICES.txt'), Buffer.from(noticesOf(inputsOf(relative(root, file), metafile.inputs), root)));
    return { folder, bytes: code.length };
  });
}

function handlersIn(folder) {
  return readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.lambda.ts')).sort().map(file => join(folder, file));
}

/** All files that a file imports, and those that these import, and itself. */
function inputsOf(file, inputs) {
  const found = new Set([file.replaceAll('\\', '/')]);
  // A set goes on to what is added meanwhile.
  for (const path of found) {
    inputs[path].imports.filter(({ external }) => !external).forEach(imported => found.add(imported.path));
  }
  return [...found];
}

/** Writes only what changed: somebody may be reading it. */
function write(file, bytes) {
  if (!existsSync(file) || !readFileSync(file).equals(bytes)) {
    writeFileSync(file, bytes);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const { folder, bytes } of await bundleAll(process.argv.slice(2).map(folder => resolve(folder)))) {
    console.log(`${relative(root, folder)}: ${bytes} bytes`);
  }
}

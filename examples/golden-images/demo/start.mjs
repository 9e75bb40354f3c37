// `npm run demo`: needs nothing but Node. Installs what the demo needs, if that is not there yet, and runs main.ts.
import { execSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

if (!isInstalled()) {
  console.log('Installing what the demo needs, once (npm ci) ...');
  try {
    // Without scripts: they install what only the tests need.
    execSync('npm ci --ignore-scripts --include=dev --no-audit --no-fund', { cwd: root, stdio: 'pipe' });
  } catch (error) {
    console.error(`${error.stdout ?? ''}${error.stderr ?? ''}\nThe demo could not be installed: see the message of npm above.`);
    process.exit(1);
  }
}

// The functions that stacks bring, which the app takes in as files.
const bundled = spawnSync(
  process.execPath,
  [join('projenrc', 'bundle', 'bundle.mjs'), join('lib', 'handlers'), 'assets'],
  { cwd: root, encoding: 'utf8' },
);
if (bundled.status !== 0) {
  console.error(`${bundled.stderr ?? bundled.error}\nThe functions of the library could not be bundled.`);
  process.exit(1);
}

const sourcesFirst = new URL('../../../projenrc/sources-first.mjs', import.meta.url).href;
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--import', sourcesFirst, join('examples', 'golden-images', 'demo', 'main.ts'), ...process.argv.slice(2)],
  { cwd: root, env: environment(), stdio: 'inherit' },
);
process.exit(status ?? 1);

/** Whether node_modules holds what package-lock.json names. Packages for other platforms are never there. */
function isInstalled() {
  try {
    const [wanted, present] = ['package-lock.json', join('node_modules', '.package-lock.json')]
      .map(file => JSON.parse(readFileSync(join(root, file), 'utf8')).packages);
    return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || present[path]?.version === version);
  } catch {
    return false;
  }
}

/** The environment without what would make the CDK synthesise something else here than elsewhere. */
function environment() {
  const { NO_COLOR: noColour, FORCE_COLOR: _, ...others } = process.env;
  const coloured = process.stdout.isTTY && !noColour && process.env.TERM !== 'dumb';
  return {
    ...Object.fromEntries(Object.entries(others).filter(([name]) => !/^(?:CDK|JSII)_/.test(name))),
    FORCE_COLOR: coloured ? '1' : '0',
    TSX_TSCONFIG_PATH: join('examples', 'tsconfig.json'),
  };
}

// Compares the API with that of the last release: `npx projen compat`, or `npx projen compat <folder of a release>`.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** The last release that a page has below its heading `Releases`, the newest first. */
export function lastRelease(page: string): string | undefined {
  const [, releases] = /^## Releases\n([^]*)/m.exec(page)!;
  return /^### (\d+\.\d+\.\d+)/m.exec(releases)?.[1];
}

/**
 * Compares two folders with an assembly each, and says what a user of the first can no longer do with the second.
 *
 * What is not stable counts as well. What is broken on purpose stands in `.compatignore`, with a note in docs/upgrading.md.
 */
export function compare(before: string, after: string, ignored: string): { readonly isCompatible: boolean; readonly report: string } {
  const { status, stderr } = spawnSync(process.execPath, [
    require.resolve('jsii-diff/bin/jsii-diff'), before, after, '--keys', '--error-on', 'all', '--ignore-file', ignored,
  ], { encoding: 'utf8', env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' } });
  return { isCompatible: status === 0, report: stderr };
}

/** The folder of a release, fetched from the registry: jsii-diff would take one that cannot be fetched for one that is compatible. */
function fetched(release: string): string {
  const cache = join(ROOT, 'node_modules', '.cache', 'compat');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, `${release}-`));
  execFileSync('npm', ['pack', `cdk-image-governance@${release}`, '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('tar', ['-xzf', `cdk-image-governance-${release}.tgz`], { cwd: folder });
  return join(folder, 'package');
}

function main(given: string | undefined): void {
  const release = lastRelease(readFileSync(join(ROOT, 'docs', 'upgrading.md'), 'utf8'));
  if (given === undefined && release === undefined) {
    console.log('There is no release yet: the API has nothing to be compatible with.');
    return;
  }
  const { isCompatible, report } = compare(given ?? fetched(release!), ROOT, join(ROOT, '.compatignore'));
  console.log(isCompatible ? `The API is compatible with ${given ?? release}.` : report);
  process.exitCode = isCompatible ? 0 : 1;
}

if (require.main === module) {
  main(process.argv.slice(2).find(it => it !== '--'));
}

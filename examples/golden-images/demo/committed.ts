import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { formatDifferences, fullDiff } from '@aws-cdk/cloudformation-diff';
import type { SynthesisedStack } from './synthesis';

/** The templates as they were last reviewed. */
const FOLDER = join(__dirname, '..', 'templates');

/** The name of the file with the committed template of a stack. */
export function fileNameOf({ stack }: Pick<SynthesisedStack, 'stack'>): string {
  return `${stack.stackName}.template.json`;
}

/** The committed template of a stack, if there is one. */
export function committed(synthesised: Pick<SynthesisedStack, 'stack'>): string | undefined {
  const file = join(FOLDER, fileNameOf(synthesised));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Makes the templates as they are now the committed ones. */
export function commit(stacks: readonly SynthesisedStack[], folder = FOLDER): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const synthesised of stacks) {
    writeFileSync(join(folder, fileNameOf(synthesised)), synthesised.text);
  }
}

/** What a deployment would change, as `cdk diff` shows it; nothing if the template is the committed one. */
export function difference(synthesised: SynthesisedStack): string | undefined {
  const before = committed(synthesised);
  return before === synthesised.text ? undefined : differenceBetween(JSON.parse(before ?? '{}'), synthesised.template);
}

/** What differs between two templates, as `cdk diff` shows it. */
export function differenceBetween(before: object, after: object): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  formatDifferences(stream, fullDiff({ ...before }, { ...after }));
  return text;
}

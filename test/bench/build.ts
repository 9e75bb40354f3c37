import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** Code in this folder gets the newest core, cdk-nag and the alpha library from the folder above it. */
const BUNDLE = join(ROOT, 'test', 'newest', '.bundle');

/**
 * Compiles the library and what measures it to where node resolves the newest core, and returns the folder of the latter.
 *
 * File by file with the compiler that jsii uses, and with lazy imports, as the package is published: one big file would be read faster, and
 * the import helpers of a bundler take longer than the import of this library.
 */
export function build(): string {
  rmSync(BUNDLE, { recursive: true, force: true });
  for (const file of [...sourcesIn('lib'), ...sourcesIn(join('test', 'bench'))]) {
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
    const { outputText } = transpileModule(readFileSync(join(ROOT, file), 'utf8'), { compilerOptions });
    const output = join(BUNDLE, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, outputText);
  }
  execFileSync(process.execPath, ['--import', 'tsx', 'projenrc/lazy-imports.ts', join(BUNDLE, 'lib')], { cwd: ROOT });
  return join(BUNDLE, 'test', 'bench');
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map(file => join(folder, file));
}

// `npm run test:languages [-- <language> …]`: builds the packages, installs each in the example app of its language, and looks whether the app
// synthesises what it synthesises in TypeScript. Needs the registries of the languages, and nothing else of the network.
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { differences, extent, type Assembly } from './assembly';
import { Consumer } from './consumer';
import { LANGUAGES, type Language } from './languages';
import { missing, run, type Tool } from './toolchain';

const ROOT = resolve(__dirname, '../..');
const DIST = join(ROOT, 'dist');
const EXAMPLES = join(ROOT, 'examples');
const DOTNET: Tool = { name: '.NET SDK', command: ['dotnet', '--version'] };

/** What a mistake is answered with, in whichever language it is made. */
const MISTAKE = { usableDays: '0' };
const REFUSAL = 'Validation failed with the following errors: [GoldenLinux/Lifecycle] rules[1].age must be a whole number from 1 to 1000, got 0: '
  + 'use at least 1 (cdk-image-governance:LifecyclePolicy.FilterValueRange, '
  + 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)';

let failed = false;

function main(asked: readonly string[]): void {
  const unknown = asked.filter(name => !LANGUAGES.some(language => language.name === name));
  if (unknown.length > 0) {
    throw new Error(`there is no ${unknown.join(', ')} among ${LANGUAGES.map(({ name }) => name).join(', ')}`);
  }
  // All others are compared to the first.
  const wanted = LANGUAGES.filter(({ name }, index) => index === 0 || asked.length === 0 || asked.includes(name));
  const here = wanted.filter(hasItsTools);
  build(here);

  const work = mkdtempSync(join(realpathSync(tmpdir()), 'languages-'));
  try {
    let reference: Assembly = committed();
    for (const language of here) {
      report(language.name, () => {
        const consumer = new Consumer(language, EXAMPLES, DIST, join(work, `with-${language.name}`));
        const assembly = consumer.synthesise();
        const same = language === LANGUAGES[0]
          ? compare({ templates: reference.templates }, { templates: assembly.templates }, 'as in examples/golden-images/templates')
          : compare(reference, assembly, 'the same as in TypeScript');
        if (language === LANGUAGES[0]) {
          reference = assembly;
        }
        refuses(consumer);
        return `${extent(assembly)}, ${same}; a mistake is refused with the whole message`;
      });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  report('c#', csharp);
}

function hasItsTools({ name, tools }: Language): boolean {
  const absent = missing(tools).map(tool => tool.name);
  if (absent.length > 0) {
    console.log(`${name}: left out, as there is no ${absent.join(' and no ')} on this machine`);
  }
  return absent.length === 0;
}

/** Builds the packages that are needed, and all at once if that is all of them. */
function build(languages: readonly Language[]): void {
  rmSync(DIST, { recursive: true, force: true });
  const tasks = languages.length === LANGUAGES.length
    ? ['package:all']
    : ['pre-compile', 'compile', 'rosetta', ...languages.map(({ target }) => `package:${target}`), 'package:dotnet'];
  for (const task of tasks) {
    console.log(`projen ${task} …`);
    run(`npx projen ${task}`, { cwd: ROOT });
  }
}

/** The templates that are committed. */
function committed(): Assembly {
  const folder = join(EXAMPLES, 'golden-images', 'templates');
  return {
    templates: Object.fromEntries(readdirSync(folder)
      .map(file => [basename(file, '.template.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))])),
    assets: {},
    metadata: {},
  };
}

function compare(wanted: object, found: object, said: string): string {
  const different = differences(wanted, found);
  if (different.length > 0) {
    throw new Error(`not ${said}:\n${different.slice(0, 20).join('\n')}${different.length > 20 ? `\nand ${different.length - 20} more` : ''}`);
  }
  return said;
}

function refuses(consumer: Consumer): void {
  const output = consumer.refusal(MISTAKE);
  // Go and Maven put lines of a message in.
  if (!output.replace(/\s+/g, ' ').includes(REFUSAL)) {
    throw new Error(`the message of the library does not arrive:\n${REFUSAL}\nis expected in\n${output}`);
  }
}

/** Of C# there is no example: the sources are generated, and compiled where that is possible. */
function csharp(): string {
  const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, { name: string }> };
  const names = Object.values(types).map(({ name }) => name);
  const sources = join(DIST, 'dotnet', 'CdkImageGovernance', 'CdkImageGovernance');
  const absent = names.filter(name => !existsSync(join(sources, `${name}.cs`)));
  if (absent.length > 0) {
    throw new Error(`no source is generated for ${absent.join(', ')}`);
  }
  if (missing([DOTNET]).length > 0) {
    return `the sources of ${names.length} types are generated, and not compiled, as there is no ${DOTNET.name} on this machine`;
  }
  const built = readdirSync(join(DIST, 'dotnet')).filter(file => file.endsWith('.nupkg'));
  if (built.length === 0) {
    throw new Error('no package is built');
  }
  return `the sources of ${names.length} types are generated and compiled to ${built.join(', ')}`;
}

/** Says in a line what became of something. One that fails keeps no other from being tried. */
function report(name: string, look: () => string): void {
  try {
    console.log(`${name}: ${look()}`);
  } catch (error) {
    failed = true;
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}

main(process.argv.slice(2));
process.exitCode = failed ? 1 : 0;

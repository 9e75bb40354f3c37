import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as library from 'cdk-image-governance';
import { Construct } from 'constructs';
import { LANGUAGES } from './languages';

// What needs no toolchain of another language. `npm run test:languages` does the rest.

const EXAMPLES = resolve(__dirname, '../../examples');
const { version } = JSON.parse(readFileSync(resolve(__dirname, '../../package.json'), 'utf8'));
const SOURCES = /\.(?:ts|py|java|go)$/;

const constructs = Object.entries(library as Record<string, unknown>)
  .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct)
  .map(([name]) => name);

test.each(LANGUAGES.map(({ name, folders = [] }) => [name, [name, ...folders]] as const))('the app in %s has every construct', (_, folders) => {
  const text = folders.flatMap(folder => sourcesIn(join(EXAMPLES, folder))).map(file => readFileSync(file, 'utf8')).join('\n');
  expect(constructs.length).toBeGreaterThan(0);
  expect(constructs.filter(name => !new RegExp(`\\b(?:governance\\.New)?${name}(?:\\(|\\.Builder\\.create\\()`).test(text))).toEqual([]);
});

test.each([
  ['typescript/package.json', /"aws-cdk-lib": "(.*)"/, /"constructs": "(.*)"/, /"cdk-image-governance": "(.*)"/],
  ['python/requirements.txt', /^aws-cdk-lib==(.*)$/m, /^constructs==(.*)$/m, /^cdk-image-governance==(.*)$/m],
  ['java/pom.xml', /aws-cdk-lib<\/artifactId>\s*<version>(.*)</, /constructs<\/artifactId>\s*<version>(.*)</, /governance<\/artifactId>\s*<version>(.*)</],
  ['go/go.mod', /\/awscdk\/v2 v(.*)/, /\/constructs\/v10 v(.*)/, /\/cdkimagegovernance v(.*)/],
])('%s names the versions that all languages have, and that of the library', (file, ...patterns) => {
  const text = readFileSync(join(EXAMPLES, file), 'utf8');
  expect(patterns.map(pattern => pattern.exec(text)?.[1])).toEqual(['2.260.0', '10.8.1', version]);
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => SOURCES.test(file) && !/node_modules|\.venv|\bdemo\b/.test(file))
    .map(file => join(folder, file));
}

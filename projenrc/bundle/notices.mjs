// The licences of everything that is in a bundle.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Licences under which others may pass on what they bundle, if they keep the notices. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/**
 * The notices of the packages whose files are in a bundle: who is in it, under which licence, and the texts, each once.
 *
 * @param inputs The files of the bundle, relative to the root of the project.
 */
export function noticesOf(inputs, root) {
  const packages = [...new Set(inputs.filter(file => file.includes('node_modules/')).map(file => packageOf(join(root, file))))]
    .map(folder => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
  const byText = new Map();
  for (const { folder, name, version, license } of packages) {
    if (!PERMISSIVE.includes(license)) {
      throw new Error(`${name} ${version} is under ${license}: it must not be bundled`);
    }
    const text = textsIn(folder) || publishedText(license, root);
    if (text === undefined) {
      throw new Error(`${name} ${version} has no text of its licence ${license}, which its bundle has to carry`);
    }
    byText.set(text, [...new Set([...byText.get(text) ?? [], `${name} ${version} (${license})`])]);
  }
  return [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folders of packages, by those of their files: thousands of files are in a few hundred folders. */
const folders = new Map();

/** The folder of the package that a file belongs to: the nearest one with a name and a version. */
function packageOf(file) {
  return packageAt(dirname(file));
}

function packageAt(folder) {
  const description = join(folder, 'package.json');
  const found = folders.get(folder)
    ?? (existsSync(description) && JSON.parse(readFileSync(description, 'utf8')).version ? folder : packageAt(dirname(folder)));
  folders.set(folder, found);
  return found;
}

function textsIn(folder) {
  return readdirSync(folder).filter(file => /^(?:licen[cs]e|notice)/i.test(file)).sort()
    .map(file => readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n')).join('\n');
}

/** The text of a licence that is the same whoever grants it: with the others, the name of the author is in it. */
function publishedText(license, root) {
  return license === 'Apache-2.0' ? readFileSync(join(root, 'LICENSE'), 'utf8') : undefined;
}

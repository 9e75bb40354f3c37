import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Installation, Package } from './installed';
import { ROOT } from '../support/markdown';

// Every way in which compilers and Node.js look for a subpath of the package, tried on the package as it is published.

/** The subpaths, each with what it is in the package, and a name that it has. */
const SUBPATHS: readonly (readonly [string, string, string])[] = [
  ['cdk-image-governance', 'lib/index', 'LifecyclePolicy'],
  ['cdk-image-governance/lifecycle', 'lib/lifecycle/index', 'LifecyclePolicy'],
  ['cdk-image-governance/retention', 'lib/retention/index', 'RetentionRule'],
  ['cdk-image-governance/sharing', 'lib/sharing/index', 'ImageSharePolicy'],
  ['cdk-image-governance/state', 'lib/state/index', 'ImageStateUpdate'],
  ['cdk-image-governance/jest-serializer', 'lib/jest-serializer', 'serialize'],
];

let installed: Package;
let app: Installation;

beforeAll(() => {
  installed = new Package();
  app = installed.installBeside(join(ROOT, 'node_modules'));
});

afterAll(() => installed?.remove());

test('the subpaths are those of the package', () => {
  const { exports } = installed.description;
  const metadata = ['./package.json', './.jsii'];
  expect(Object.keys(exports)).toEqual([...SUBPATHS.map(([name]) => name.replace('cdk-image-governance', '.')), ...metadata]);
});

describe('types', () => {
  const { CommonJS, ESNext, Node16, NodeNext } = ts.ModuleKind;
  const { Bundler, Node10, Node16: Node16Resolution, NodeNext: NodeNextResolution } = ts.ModuleResolutionKind;

  describe.each([
    ['node10', CommonJS, Node10, undefined],
    ['node16, as CommonJS', Node16, Node16Resolution, CommonJS],
    ['node16, as a module', Node16, Node16Resolution, ESNext],
    ['nodenext, as CommonJS', NodeNext, NodeNextResolution, CommonJS],
    ['nodenext, as a module', NodeNext, NodeNextResolution, ESNext],
    ['bundler', ESNext, Bundler, undefined],
  ] as const)('%s', (_, module, moduleResolution, as) => {
    const resolved = (name: string) => ts.resolveModuleName(
      name, join(app.folder, 'consumer.ts'), { module, moduleResolution }, ts.sys, undefined, undefined, as,
    ).resolvedModule?.resolvedFileName;

    test.each(SUBPATHS)('%s is found', (name, path) => {
      expect(resolved(name)).toBe(join(app.folder, 'node_modules', 'cdk-image-governance', `${path}.d.ts`));
    });

    // A compiler that does not read `exports` finds the file, and Node.js refuses to load it.
    if (moduleResolution !== Node10) {
      test('a file that the package does not name is not found', () => {
        const modules = installed.files.filter(file => file.endsWith('.js'));
        expect(modules.flatMap(file => [file, file.slice(0, -3)]).filter(path => resolved(`cdk-image-governance/${path}`))).toEqual([]);
      });
    }
  });

  // TypeScript 7 has no node10 any more.
  const native = 'typescript7';
  test.each([
    [native, { module: 'nodenext' }, ['consumer.cts', 'consumer.mts']],
    [native, { module: 'esnext', moduleResolution: 'bundler' }, ['consumer.ts']],
    [native, { module: 'node16' }, ['consumer.cts', 'consumer.mts']],
    ['typescript', { module: 'nodenext' }, ['consumer.cts', 'consumer.mts']],
    ['typescript', { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' }, ['consumer.ts']],
  ] as const)('%s with %j compiles what uses every subpath', async (compiler, options, files) => {
    const config = `tsconfig.${compiler}.${options.module}.json`;
    const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, types: [] };
    app.write(config, JSON.stringify({ compilerOptions, files }));
    files.forEach(file => app.write(file, CONSUMER));
    expect(await app.run(join(ROOT, 'node_modules', compiler, 'bin', 'tsc'), '-p', config).catch(error => error.stdout)).toBe('');
  });
});

/** Takes one name of each subpath, and is refused what has no type. */
const CONSUMER = `
import { App, Stack } from 'aws-cdk-lib';
${SUBPATHS.map(([name, , one], index) => `import { ${one} as it${index} } from '${name}';\nimport * as all${index} from '${name}';`).join('\n')}
import serializer from 'cdk-image-governance/jest-serializer';

export const used = [serializer.test(new Stack(new App(), 'It')), ${SUBPATHS.map(([, , one], index) => `it${index} === all${index}.${one}`).join(', ')}];
// The root and a subpath have the same class.
export const policy = (it: it0): it1 => it;
${SUBPATHS.map((_, index) => `// @ts-expect-error there is no such name\nall${index}.nothing;`).join('\n')}
`;

describe('at run time', () => {
  /** What a file prints that has been run, as JSON. */
  async function printed(file: string, text: string): Promise<any> {
    app.write(file, text);
    return JSON.parse(await app.run(file));
  }

  test('every subpath is there for `require` and for `import`, with the same names and the same classes', async () => {
    const found: Record<string, string[]> = await printed('names.mjs', `
      import { createRequire } from 'node:module';
      ${SUBPATHS.map(([name, , one], index) => `import { ${one} as it${index} } from '${name}';\nimport * as all${index} from '${name}';`).join('\n')}
      const require = createRequire(import.meta.url);
      const same = (imported, required) => Object.keys(required).filter(key => imported[key] === required[key]);
      console.log(JSON.stringify({
        ${SUBPATHS.map(([name], index) => `'${name}': same({ ...all${index}, default: all${index}.default.default }, require('${name}'))`).join(', ')},
        inTheRoot: same(all0, { ${SUBPATHS.slice(1, 5).map((_, index) => `...all${index + 1}`).join(', ')} }),
        taken: [${SUBPATHS.map((_, index) => `it${index}`).join(', ')}].map(it => it.name),
      }));`);
    const { inTheRoot, taken, 'cdk-image-governance': root, 'cdk-image-governance/jest-serializer': tool, ...wings } = found;
    expect(taken).toEqual(SUBPATHS.map(([, , one]) => one));
    expect(root.sort()).toEqual(classesIn(JSON.parse(installed.read('.jsii'))));
    expect(Object.values(wings).flat().sort()).toEqual(root);
    expect(inTheRoot).toEqual(expect.arrayContaining(root));
    expect(tool.sort()).toEqual(['default', 'serialize', 'test']);
  });

  test('a module is loaded when it is first used', async () => {
    const [root, age, all]: string[][] = await printed('lazy.cjs', `
      const folder = ${JSON.stringify(join(app.folder, 'node_modules', 'cdk-image-governance', 'lib'))};
      const loaded = () => Object.keys(require.cache).filter(path => path.startsWith(folder)).map(path => path.slice(folder.length + 1));
      const library = require('cdk-image-governance');
      console.log(JSON.stringify([loaded(), (library.LifecycleAge, loaded()), (Object.values(library), loaded())]));`);
    expect(root).toEqual(['index.js']);
    expect(age).toEqual(['index.js', 'lifecycle/index.js', 'lifecycle/lifecycle-filter.js']);
    // Rules are of the validation of an app.
    expect(all.filter(path => /rules/.test(path))).toEqual([]);
  });

  test('the package describes itself, and nothing else of it can be loaded', async () => {
    const targets = new Set(['package.json', '.jsii']);
    const reached = await printed('reach.cjs', `
      const reaches = path => { try { return [require.resolve('cdk-image-governance/' + path)]; } catch ({ code }) { return [code]; } };
      console.log(JSON.stringify(${JSON.stringify(installed.files)}.flatMap(file => [file, file.replace(/[.]js$/, '')]).map(path => [path, ...reaches(path)])));`);
    for (const [path, answer] of reached) {
      expect([path, answer]).toEqual([
        path, targets.has(path) ? join(app.folder, 'node_modules', 'cdk-image-governance', path) : 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      ]);
    }
    expect(await printed('reach.mjs', `
      const refused = await import('cdk-image-governance/lib/index.js').catch(({ code }) => code);
      console.log(JSON.stringify(refused));`)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  test('jest takes the serializer by its name', async () => {
    app.write('package.json', JSON.stringify({ jest: { snapshotSerializers: ['cdk-image-governance/jest-serializer'] } }));
    app.write('template.test.js', `
      const template = hash => ({
        Resources: { Function: { Type: 'AWS::Lambda::Function', Properties: { Description: 'Carries out Custom::It', Code: { S3Key: hash + '.zip' } } } },
      });
      test.each(['0', 'a'])('%s', digit => expect(template(digit.repeat(64))).toMatchSnapshot('the same'));`);
    await app.run(join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci=false', '--watchman=false');
    const snapshots = readFileSync(join(app.folder, '__snapshots__', 'template.test.js.snap'), 'utf8').split(/^exports.*$/m).slice(1).map(it => it.trim());
    expect(snapshots).toEqual([expect.stringContaining('"S3Key": "<hash of the handler>.zip"'), snapshots[0]]);
  });
});

/** What an assembly has that is there at run time. */
function classesIn({ types }: { types: Record<string, { name: string; kind: string }> }): string[] {
  return Object.values(types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name).sort();
}

import { join } from 'node:path';
import ts from 'typescript';
import { Block, blocksIn, page, pages, ROOT } from './support/markdown';

/** An example of a page, as a file that the compiler can read. */
interface Example {
  readonly fileName: string;
  readonly source: string;
}

/**
 * Puts an example where jsii-rosetta would: between the lines of its fixture, with its own imports before them.
 */
function inFixture({ info, code }: Block): string {
  if (/\bnofixture\b/.test(info)) {
    return code;
  }
  const fixture = page(`rosetta/${/\bfixture=(\w+)/.exec(info)?.[1] ?? 'default'}.ts-fixture`);
  const imports = /^import [^]*? from '[^']+';$/gm;
  return [...code.match(imports) ?? [], fixture.replace('/// here', () => code.replace(imports, ''))].join('\n');
}

function examplesOf(path: string): Example[] {
  return blocksIn(page(path))
    .filter(({ info }) => info.split(' ')[0] === 'ts')
    .map(block => ({ fileName: `${path}:${block.line}.ts`, source: inFixture(block) }));
}

/** What the compiler says about examples, each message with its page and the line on which the example begins. */
function problemsIn(examples: readonly Example[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({
    compilerOptions: {
      ...config.compilerOptions,
      noEmit: true,
      noUnusedLocals: false,
      rootDir: '.',
      types: [],
      paths: { 'cdk-image-governance': ['./lib/index.ts'] },
    },
    files: [],
  }, ts.sys, ROOT);
  const sources = new Map(examples.map(({ fileName, source }) => [join(ROOT, fileName), source]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = fileName => sources.get(fileName) ?? readFile(fileName);
  host.fileExists = fileName => sources.has(fileName) || fileExists(fileName);

  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap(fileName => {
    const file = program.getSourceFile(fileName)!;
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      .map(({ messageText }) => `${fileName.slice(ROOT.length + 1)} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

test('every TypeScript example compiles, and one with a misspelt property would not', () => {
  const examples = pages().flatMap(examplesOf);
  expect(examples.length).toBeGreaterThan(10);

  const misspelt = inFixture({ info: 'ts', code: 'LifecycleRule.deprecateAmis({ agee: LifecycleAge.days(1) });', line: 1 });
  expect(problemsIn([...examples, { fileName: 'misspelt.ts', source: misspelt }])).toEqual([
    expect.stringMatching(/^misspelt\.ts .*'agee' does not exist in type 'LifecycleAmiRuleOptions'/),
  ]);
}, 60_000);

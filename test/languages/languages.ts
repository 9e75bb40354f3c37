import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { quoted, run, type Tool } from './toolchain';

/** A language in which there is an example app. */
export interface Language {
  /** The folder of its app in examples/. */
  readonly name: string;

  /** What jsii-pacmak calls it. */
  readonly target: string;

  /** What has to be on the machine. */
  readonly tools: readonly Tool[];

  /** The folders of examples/ that the app consists of, if not only its own. */
  readonly folders?: readonly string[];

  /** Installs what the copy of the app in `app` needs, and the package that was built into `dist`. */
  install(app: string, dist: string): void;

  /** What of the environment is different when the app runs. */
  environment?(app: string): Record<string, string>;
}

const NODE: Tool = { name: 'npm', command: ['npm', '--version'] };

const typescript: Language = {
  name: 'typescript',
  target: 'js',
  tools: [NODE],
  folders: ['golden-images'],
  install(app, dist) {
    run(`npm install --no-audit --no-fund --no-save --no-package-lock ${quoted(only(join(dist, 'js'), '.tgz'))}`, { cwd: app });
    run('npm run build', { cwd: app });
  },
};

const python: Language = {
  name: 'python',
  target: 'python',
  tools: [{ name: 'Python with its venv and pip', command: ['python3', '-c', 'import venv, ensurepip'] }],
  install(app, dist) {
    run('python3 -m venv .venv', { cwd: app });
    run(`.venv/bin/python3 -m pip install --quiet ${quoted(only(join(dist, 'python'), '.whl'))} --requirement requirements.txt`, { cwd: app });
  },
  environment: app => ({ PATH: [join(app, '.venv', 'bin'), process.env.PATH].join(delimiter) }),
};

const java: Language = {
  name: 'java',
  target: 'java',
  tools: [{ name: 'a Java development kit', command: ['javac', '-version'] }, { name: 'Maven', command: ['mvn', '--version'] }],
  install(app, dist) {
    const pom = join(app, 'pom.xml');
    const built = `<repositories><repository><id>built</id><url>${pathToFileURL(join(dist, 'java'))}</url></repository></repositories>`;
    writeFileSync(pom, readFileSync(pom, 'utf8').replace('</project>', `${built}</project>`));

    // Maven never looks again for a version that it has: in the repository of the user, a package of yesterday would be found.
    mkdirSync(join(app, '.mvn'));
    writeFileSync(join(app, '.mvn', 'maven.config'), `--batch-mode\n-Dmaven.repo.local=${join(app, '.m2')}\n`);
    run('mvn --quiet compile', { cwd: app });
  },
};

const go: Language = {
  name: 'go',
  target: 'go',
  tools: [{ name: 'Go', command: ['go', 'version'] }],
  install(app, dist) {
    const [, module] = /^\t(\S+\/cdkimagegovernance) /m.exec(readFileSync(join(app, 'go.mod'), 'utf8'))!;
    run(`go mod edit -replace ${quoted(`${module}=${join(dist, 'go', 'cdkimagegovernance')}`)}`, { cwd: app });
    run('go vet .', { cwd: app });
  },
};

/** TypeScript first: the others are compared to it. */
export const LANGUAGES: readonly Language[] = [typescript, python, java, go];

/** The one file of a kind that lies in a folder. */
function only(folder: string, extension: string): string {
  const files = readdirSync(folder).filter(file => file.endsWith(extension));
  if (files.length !== 1) {
    throw new Error(`one ${extension} is expected in ${folder}, and there is ${files.join(', ') || 'none'}`);
  }
  return join(folder, files[0]);
}

import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/markdown';

/** The package as it is published: what `npm pack` makes of it, unpacked. */
export class Package {
  /** The size of the tarball, in bytes. */
  public readonly size: number;

  /** Where it is unpacked. */
  public readonly folder: string;
  private readonly root = mkdtempSync(join(realpathSync(tmpdir()), 'package-'));

  constructor() {
    // What is packed is compiled already.
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--no-update-notifier', '--pack-destination', this.root], { cwd: ROOT, stdio: 'pipe' });
    const [tarball] = readdirSync(this.root);
    this.size = statSync(join(this.root, tarball)).size;
    execFileSync('tar', ['-xzf', tarball], { cwd: this.root });
    this.folder = join(this.root, 'package');
  }

  /** The paths of its files. */
  public get files(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(this.folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();
  }

  /** A file of it, as text. */
  public read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Its package.json. */
  public get description(): Record<string, any> {
    return JSON.parse(this.read('package.json'));
  }

  /**
   * Installs it in an empty folder, beside what else an app has to have.
   *
   * @param neighbours The folder that has the core and constructs.
   */
  public installBeside(neighbours: string): Installation {
    const app = mkdtempSync(join(this.root, 'app-'));
    mkdirSync(join(app, 'node_modules'));
    cpSync(this.folder, join(app, 'node_modules', 'cdk-image-governance'), { recursive: true });
    for (const peer of Object.keys(this.description.peerDependencies)) {
      symlinkSync(join(neighbours, peer), join(app, 'node_modules', peer), 'junction');
    }
    return new Installation(app);
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The folder of an app that has the package installed. */
export class Installation {
  constructor(public readonly folder: string) {}

  /** Puts a file into it. */
  public write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Runs Node.js in it, with nothing of the environment of the tests, and returns what that prints. */
  public async run(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: this.folder, env: { PATH: process.env.PATH } });
    return stdout;
  }

  /** The version of something in its node_modules. */
  public versionOf(name: string): string {
    return JSON.parse(readFileSync(join(this.folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  }
}

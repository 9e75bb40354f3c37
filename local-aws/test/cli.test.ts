import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AwsCli } from './aws-cli';
import { blocksIn, page, ROOT } from '../../test/support/markdown';

// docs/local-aws.md, done as it says: the stand-in is started, and its calls are made with the real AWS CLI.

const PAGE = 'docs/local-aws.md';
const PORT_OF_PAGE = '4599';

const programs: Program[] = [];

/** The program behind `npm run local-aws`. */
class Program {
  /** What it has printed. */
  public printed = '';
  private readonly child: ChildProcess;

  public constructor(...args: string[]) {
    const program = join(ROOT, 'local-aws', 'src', 'main.ts');
    this.child = spawn(process.execPath, ['--import', 'tsx', '--import', './projenrc/sources-first.mjs', program, ...args], { cwd: ROOT });
    [this.child.stdout!, this.child.stderr!].forEach(stream => stream.on('data', data => {
      this.printed += data;
    }));
    programs.push(this);
  }

  /** Waits until it has said how to end it. */
  public async ready(): Promise<this> {
    while (!this.printed.includes('Ctrl-C')) {
      await once(this.child.stdout!, 'data');
    }
    return this;
  }

  /** The variables that it says to set. */
  public get variables(): Record<string, string> {
    return variablesIn(this.printed);
  }

  /** Its exit code, once it has ended. */
  public async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal) {
      this.child.kill(signal);
    }
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, 'close');
    }
    return this.child.exitCode;
  }
}

function variablesIn(text: string): Record<string, string> {
  const lines = text.split('\n').map(line => line.trim()).filter(line => line.startsWith('export '));
  return Object.fromEntries(lines.flatMap(line => line.split(' ').slice(1).map(variable => variable.split('='))));
}

afterEach(() => Promise.all(programs.splice(0).map(program => program.end('SIGKILL'))));

describe('npm run local-aws', () => {
  test('takes a free port, says what the page says to set, and ends by Ctrl-C', async () => {
    const program = await new Program().ready();
    const { AWS_ENDPOINT_URL: endpoint, ...others } = program.variables;
    const [, port] = /^http:\/\/127\.0\.0\.1:([0-9]+)$/.exec(endpoint)!;
    expect(variablesIn(page(PAGE))).toEqual({ AWS_ENDPOINT_URL: `http://127.0.0.1:${PORT_OF_PAGE}`, ...others });

    const second = new Program('--port', port);
    expect([await second.end(), second.printed]).toEqual([1, `port ${port} is taken: choose another one, or leave --port out for a free one\n`]);
    expect(await program.end('SIGINT')).toBe(0);
  }, 60_000);

  test.each([
    [['--port', '0'], '--port is a number from 1 to 65535, got "0"\n'],
    [['--port', '65536'], '--port is a number from 1 to 65535, got "65536"\n'],
    [['--port', 'http'], '--port is a number from 1 to 65535, got "http"\n'],
    [['--prot', '4599'], 'Unknown option \'--prot\'\n'],
  ])('does not begin with %j', async (args, message) => {
    const program = new Program(...args);
    expect([await program.end(), program.printed]).toEqual([1, message]);
  }, 60_000);
});

const cli = AwsCli.unpack();

afterAll(() => cli?.remove());

const calls = blocksIn(page(PAGE)).filter(({ info }) => info === 'console').map(({ code }) => {
  const [, command, output] = /^\$ ((?:.*\\\n)*.*\n)([^]*)$/.exec(code)!;
  return { command: command.trimEnd(), output };
});

(cli ? test : test.skip)(`the calls of ${PAGE} print what it shows: skipped where python3 does not run the AWS CLI`, async () => {
  const program = await new Program().ready();
  for (const { command, output } of calls) {
    expect([command, await cli!.run(command, program.variables)]).toEqual([command, output]);
  }
  // The last one is refused: that it is not there is what the page shows.
  expect(calls.map(({ command }) => program.printed.includes(command))).toEqual([true, true, true, false]);
}, 60_000);

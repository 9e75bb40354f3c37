import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** The real AWS CLI, unpacked from where it lies in node_modules into a folder that goes with it. */
export class AwsCli {
  /** Unpacks it. Returns nothing where there is no Python that runs it. */
  public static unpack(): AwsCli | undefined {
    const cli = new AwsCli(mkdtempSync(join(tmpdir(), 'aws-cli-')));
    const { status } = spawnSync('python3', ['-m', 'awscli', '--version'], { env: cli.environment({}) });
    if (status === 0) {
      return cli;
    }
    cli.remove();
    return undefined;
  }

  private constructor(private readonly folder: string) {
    const zip = readFileSync(require.resolve('@aws-cdk/asset-awscli-v1/lib/layer.zip'));
    const wanted = ({ name }: { name: string }) => name.startsWith('awscli/') && !name.endsWith('/') && !name.includes('/examples/');
    for (const [name, bytes] of Object.entries(unzipSync(zip, { filter: wanted }))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'aws'), '#!/bin/sh\nexec python3 -m awscli "$@"\n', { mode: 0o755 });
  }

  /** What a terminal shows of a command, with these variables and none of whoever runs the tests. */
  public async run(command: string, variables: Readonly<Record<string, string>>): Promise<string> {
    return new Promise(resolve => {
      execFile('sh', ['-c', `${command} 2>&1`], { env: this.environment(variables) }, (_, output) => resolve(output));
    });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const others = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:AWS_|PYTHON)|_proxy$/i.test(name)));
    return {
      ...others,
      PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
      PYTHONPATH: join(this.folder, 'awscli'),
      PYTHONDONTWRITEBYTECODE: '1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      ...variables,
    };
  }
}

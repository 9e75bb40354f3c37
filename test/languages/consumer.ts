import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readAssembly, type Assembly } from './assembly';
import type { Language } from './languages';
import { attempt, type Outcome } from './toolchain';

/** What the tools of the languages leave in a folder. */
const LEFT = new Set(['node_modules', '.venv', '__pycache__', 'target', 'cdk.out']);

/** The copy of an example app that has the built package installed, out of reach of the project. */
export class Consumer {
  private readonly app: string;

  constructor(private readonly language: Language, examples: string, dist: string, private readonly work: string) {
    for (const folder of [language.name, ...language.folders ?? []]) {
      cpSync(join(examples, folder), join(work, folder), { recursive: true, filter: file => !LEFT.has(basename(file)) });
    }
    this.app = join(work, language.name);
    language.install(this.app, dist);
  }

  /** What the app synthesises. */
  public synthesise(): Assembly {
    const { succeeded, output } = this.run('synthesised', {});
    if (!succeeded) {
      throw new Error(`the app does not synthesise:\n${output}`);
    }
    return readAssembly(join(this.work, 'synthesised'));
  }

  /** What a user sees who has made a mistake. */
  public refusal(context: Record<string, unknown>): string {
    const { succeeded, output } = this.run('refused', context);
    if (succeeded) {
      throw new Error(`the app synthesises with ${JSON.stringify(context)}, which the library refuses`);
    }
    return output;
  }

  /** Runs the app as the CDK CLI does. */
  private run(name: string, context: Record<string, unknown>): Outcome {
    const { app } = JSON.parse(readFileSync(join(this.app, 'cdk.json'), 'utf8'));
    const outdir = join(this.work, name);
    mkdirSync(outdir);
    return attempt(app, {
      cwd: this.app,
      env: { ...this.language.environment?.(this.app), CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { App, Stack as DeclaredStack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { besidesWorkOf, inventoryOf } from './inventory';
import type { Stack, StackEvent } from '../../../local-aws/src/cloudformation';
import type { Call } from '../../../local-aws/src/server';
import { ServiceError } from '../../../local-aws/src/service-error';
import { StandIn } from '../../../local-aws/src/stand-in';
import { GoldenImagesProps, goldenImages } from '../golden-images';

/** What CloudFormation answers when a stack is as it is to be. */
export const NO_UPDATES = 'No updates are to be performed.';

/** What came of an operation on a stack. */
export interface Outcome {
  readonly stackName: string;

  /** The status of the stack, or why CloudFormation did not begin. */
  readonly result: string;

  /** The stack before it and after it. */
  readonly before?: Stack;
  readonly after?: Stack;

  /** What happened to resources. */
  readonly events: readonly StackEvent[];

  /** What was asked of AWS's services meanwhile. */
  readonly calls: readonly Call[];

  /** What functions said meanwhile that a person should know. */
  readonly notes: readonly string[];
}

/** The app, with some properties. */
interface SynthesisedApp {
  readonly assembly: CloudAssembly;
  readonly stackNames: readonly string[];
}

/** The app on a stand-in for AWS. */
export class Deployments {
  /** Does something with a stand-in of its own, and fails if that was asked for what it does not know. */
  public static async during(work: (deployments: Deployments) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'golden-images-deployed-'));
    const standIn = await StandIn.start();
    try {
      await work(new Deployments(standIn, folder));
    } finally {
      await standIn.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    if (standIn.faults.length > 0) {
      throw new Error(`the stand-in does not know what it was asked for: ${standIn.faults.join('; ')}`);
    }
  }

  private readonly synthesised = new Map<string, SynthesisedApp>();

  private constructor(public readonly standIn: StandIn, private readonly folder: string) {
  }

  /** The names of the stacks, in the order of the app. */
  public get stackNames(): readonly string[] {
    return this.app().stackNames;
  }

  /** The template of a stack of the app. */
  public template(stackName: string, props?: GoldenImagesProps): object {
    return this.app(props).assembly.getStackByName(stackName).template;
  }

  /** A stack that is deployed. */
  public stack(stackName: string): Stack | undefined {
    const { account, region } = this.app().assembly.getStackByName(stackName).environment;
    return this.standIn.cloudFormation.stack({ stackName, account, region });
  }

  /** Deploys a stack, with the result that is expected. */
  public async deploy(stackName: string, expected: string, props?: GoldenImagesProps): Promise<Outcome> {
    return this.operate(stackName, expected, () => this.standIn.deploy(this.app(props).assembly, stackName));
  }

  /** Deletes a stack, with the result that is expected. */
  public async delete(stackName: string, expected = 'DELETE_COMPLETE'): Promise<Outcome> {
    const { account, region } = this.app().assembly.getStackByName(stackName).environment;
    return this.operate(stackName, expected, () => this.standIn.cloudFormation.delete({ stackName, account, region }));
  }

  /** Does something with a stack. Whatever it does, images stay as they are, but for what that stack is there to change. */
  private async operate(stackName: string, expected: string, operation: () => Promise<Stack | undefined>): Promise<Outcome> {
    const { server, cloudFormation, functions } = this.standIn;
    const kept = besidesWorkOf(stackName);
    const images = kept(await inventoryOf(this.standIn));
    const before = this.stack(stackName);
    const [calls, events] = [server.calls.length, cloudFormation.events.length];
    const logged = this.logs();
    const { result, after } = await resultOf(operation);
    await functions.idle();
    const outcome = {
      stackName,
      result,
      before,
      after: after ?? before,
      events: cloudFormation.events.slice(events).filter(({ logicalId }) => logicalId !== stackName),
      calls: server.calls.slice(calls),
      notes: [...this.logs()].flatMap(([name, lines]) => notesIn(lines.slice(logged.get(name)?.length))),
    };
    if (result !== expected) {
      const reasons = outcome.events.flatMap(({ logicalId, reason }) => (reason === undefined ? [] : [`${logicalId}: ${reason}`]));
      throw new Error([`${stackName} came to ${result}, and not to ${expected}`, ...reasons].join('\n'));
    }
    if (!isDeepStrictEqual(kept(await inventoryOf(this.standIn)), images)) {
      throw new Error(`images are not what they were before ${stackName} came to ${result}`);
    }
    return outcome;
  }

  /** The logs of all functions. */
  private logs(): Map<string, readonly string[]> {
    const { functions } = this.standIn;
    return new Map(functions.runs.map(({ function: arn }) => [arn, functions.logs(arn)]));
  }

  private app(props: GoldenImagesProps = {}): SynthesisedApp {
    const key = JSON.stringify(props);
    const there = this.synthesised.get(key);
    if (there) {
      return there;
    }
    const app = new App({ outdir: join(this.folder, String(this.synthesised.size)) });
    goldenImages(app, props);
    const stackNames = app.node.children.filter(DeclaredStack.isStack).map(({ stackName }) => stackName);
    const synthesised = { assembly: app.synth(), stackNames };
    this.synthesised.set(key, synthesised);
    return synthesised;
  }
}

/** The status that a stack came to, or why nothing was done. */
async function resultOf(operation: () => Promise<Stack | undefined>): Promise<{ readonly result: string; readonly after?: Stack }> {
  try {
    const after = await operation();
    return { result: after?.status ?? 'nothing', after };
  } catch (error) {
    if (error instanceof ServiceError) {
      return { result: error.message };
    }
    throw error;
  }
}

/** What a person should know out of a log: the SDK may write other lines into it. */
function notesIn(log: readonly string[]): string[] {
  const lines: { readonly step?: string; readonly note?: string }[] = log.filter(line => line.startsWith('{')).map(line => JSON.parse(line));
  return lines.flatMap(({ step, note }) => (step === 'note' && note !== undefined ? [note] : []));
}

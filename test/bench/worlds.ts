import { App, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { HOME, StandIn } from '../../local-aws/src/stand-in';

// What the measurements on the stand-in share: a figure counts only if nothing was wrong.

/** Ends a world, of which a figure counts only if nothing was wrong in it. */
export async function end(world: StandIn): Promise<void> {
  await world.stop();
  holds(world.faults.length === 0, world.faults.join('\n'));
}

export async function deploy(world: StandIn, assembly: CloudAssembly, stackName: string, expected: string, tags = {}): Promise<void> {
  const { status } = await world.deploy(assembly, stackName, { tags });
  await world.functions.idle();
  holds(status === expected, `${stackName} is ${status}`);
}

/** An app with one stack, of the same name. */
export function appOf(stackName: string, fill: (stack: Stack) => void, context?: Record<string, unknown>): CloudAssembly {
  const app = new App({ context });
  fill(new Stack(app, stackName, { env: HOME }));
  return app.synth();
}

export function holds(condition: boolean | undefined, otherwise: string): void {
  if (!condition) {
    throw new Error(otherwise);
  }
}

import fc from 'fast-check';
import { send, world } from './handled-stack';
import type { Deployment } from '../../local-aws/src/cloudformation';
import { EVERYTHING } from '../support/everything';

// Random histories of a stack, each in a world of its own: a thousand steps in CI, and a hundred times as many by `npm run soak`.

/** Of how many steps a history is. */
const STEPS = 20;

const HISTORIES = Number(process.env.HISTORIES ?? (EVERYTHING ? 50 : 10));

/** A history as it is told. */
interface History<Step> {
  tell(step: Step): Promise<void>;
}

/**
 * Tells histories.
 *
 * @param prepare What comes before all of them.
 * @param begin Begins the world of a history, and the history.
 */
export function randomHistories<Step>(step: fc.Arbitrary<Step>, prepare: () => Promise<void>, begin: () => Promise<History<Step>>): void {
  test('histories of a stack', async () => {
    await prepare();
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async steps => {
      const history = await begin();
      try {
        for (const next of steps) {
          await history.tell(next);
        }
      } finally {
        await world.stop();
      }
      expect(world.faults).toEqual([]);
    }), { numRuns: HISTORIES, seed: Number(process.env.SEED ?? 20261125), endOnFailure: true });
  }, HISTORIES * 60_000);
}

/** What a deployment came to: that there is nothing to change is as good as a change. */
export async function statusOf(deployment: Deployment): Promise<string> {
  try {
    return (await send(deployment)).status;
  } catch (error) {
    expect((error as Error).message).toBe('No updates are to be performed.');
    return 'UPDATE_COMPLETE';
  }
}

/** Between two deployments reads catch up. */
export async function catchUp(lag: number, read: () => Promise<unknown>): Promise<void> {
  world.server.lag.reads = 0;
  for (let count = 0; count < 8 * lag; count++) {
    await read();
  }
}

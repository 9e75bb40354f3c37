import fc from 'fast-check';
import { begin, Declared, deploy, end, newRule, remove, rule, tagsOf, world } from './world';
import { cut, Disturbance, killed, throttled } from '../../../local-aws/src/disturbances';

// Whatever a stack goes through: it is never wedged, what it declares is there after a success, what was there before is back after a
// failure, and what it did not give is not touched.

interface Step {
  /** Nothing: the stack is deleted. */
  readonly declared?: { readonly tags: Readonly<Record<string, string>>; readonly other: boolean };
  readonly breaks: boolean;
  readonly disturbed?: readonly [operation: string, disturbance: Disturbance];
  readonly twice?: 'after' | 'side by side';
}

const step: fc.Arbitrary<Step> = fc.record({
  declared: fc.option(fc.record({
    tags: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), { noNullPrototype: true }),
    other: fc.boolean(),
  }), { nil: undefined, freq: 6 }),
  breaks: fc.boolean(),
  disturbed: fc.option(fc.tuple(
    fc.constantFrom('DescribeStacks', 'GetRule', 'ListTagsForResource', 'TagResource', 'UntagResource'),
    fc.constantFrom(throttled, cut('before'), cut('after'), killed('before'), killed('after')),
  ), { nil: undefined }),
  twice: fc.constantFrom(undefined, undefined, 'after', 'side by side'),
});

const FINE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_COMPLETE'];

test('histories of a stack', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async steps => {
    await begin();
    const other = await newRule();
    let before: Step['declared'];
    let exists = false;
    for (const { declared, breaks, disturbed, twice } of steps) {
      if (disturbed) {
        world.server.disturbances.plan(...disturbed);
      }
      world.functions.deliverTwice = twice;
      const status = declared
        ? await statusOf({ tags: declared.tags, ruleArn: declared.other ? other : rule, breaks })
        : (await remove())?.status ?? 'DELETE_COMPLETE';
      expect(FINE).toContain(status);
      if (declared === undefined) {
        [before, exists] = [undefined, false];
      } else if (!breaks) {
        [before, exists] = [declared, true];
      }
      expect([await tagsOf(), await tagsOf(other)]).toEqual([before && !before.other ? before.tags : {}, before?.other ? before.tags : {}]);
      if (!exists) {
        // A stack whose creation was rolled back can only be deleted.
        await remove();
      }
    }
    await world.stop();
    expect(world.faults).toEqual([]);
  }), { numRuns: Number(process.env.HISTORIES ?? 10), seed: Number(process.env.SEED ?? 20261124), endOnFailure: true });
  await begin();
  await end();
}, 300_000);

/** What a deployment came to: that there is nothing to change is as good as a change. */
async function statusOf(declared: Declared): Promise<string> {
  try {
    return (await deploy(declared)).status;
  } catch (error) {
    expect((error as Error).message).toBe('No updates are to be performed.');
    return 'UPDATE_COMPLETE';
  }
}

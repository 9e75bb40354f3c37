import {
  DescribeImagesCommand, DescribeSnapshotsCommand, DescribeSnapshotsCommandInput, DisableImageBlockPublicAccessCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { added, aws, client, clientOf, clock, CONSUMER, give, HOME, ids, permissions, refused, startAnew, users } from '../src/ec2-client';
import { bucketsByKind, documentedBuckets } from '../src/services/ec2';
import { Throttling } from '../src/services/ec2/throttling';
import { Clock } from '../src/world';

const TOO_MANY = { ...refused('RequestLimitExceeded', 'Request limit exceeded.'), $metadata: { httpStatusCode: 503 } };

/** How many of so many requests at once find a token. */
async function tokensFor(request: () => Promise<unknown>, requests: number): Promise<number> {
  const answers = await Promise.allSettled(Array.from({ length: requests }, request));
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

test('nothing is throttled unless a test wants it', async () => {
  expect(await tokensFor(() => ids(), 150)).toBe(150);
});

describe('where EC2 throttles requests', () => {
  beforeEach(() => startAnew({ throttling: documentedBuckets }));

  const describe100 = () => tokensFor(() => ids(), 100);

  test('one too many is refused, and told so', async () => {
    expect(await describe100()).toBe(100);
    await expect(ids()).rejects.toMatchObject(TOO_MANY);
    expect(aws.calls.at(-1)).toMatchObject({ operation: 'DescribeImages', error: 'RequestLimitExceeded' });
  });

  test('a bucket refills to the millisecond, and a request that is refused takes no token', async () => {
    await describe100();
    for (let token = 0; token < 3; token++) {
      clock.advance({ milliseconds: 49 });
      expect(await tokensFor(() => ids(), 5)).toBe(0);
      clock.advance({ milliseconds: 1 });
      expect(await tokensFor(() => ids(), 2)).toBe(1);
    }
  });

  test('a bucket holds no more than it can, however long nobody asks', async () => {
    clock.advance({ days: 1 });
    expect(await tokensFor(() => ids(), 120)).toBe(100);
  });

  test('a request that fails, or is a dry run, takes its token as well', async () => {
    await tokensFor(() => client.send(new DescribeImagesCommand({ ImageIds: ['ami-0'] })), 50);
    await tokensFor(() => client.send(new DescribeImagesCommand({ DryRun: true })), 50);
    await expect(ids()).rejects.toMatchObject(TOO_MANY);
  });

  test('every operation has a bucket of its own, in each account and Region', async () => {
    const id = added();
    await describe100();
    await permissions(id);
    await give(id, ...users(CONSUMER.account));
    for (const caller of [CONSUMER, { ...HOME, region: 'us-east-1' }]) {
      await ids({}, clientOf(caller));
    }
    await expect(ids()).rejects.toMatchObject(TOO_MANY);
  });

  test('what is refused changes nothing', async () => {
    await client.send(new DisableImageBlockPublicAccessCommand({}));
    await expect(client.send(new DisableImageBlockPublicAccessCommand({}))).rejects.toMatchObject(TOO_MANY);
    const id = added();
    await tokensFor(() => give(id, ...users(CONSUMER.account)), 100);
    await expect(give(id, ...users('333333333333'))).rejects.toMatchObject(TOO_MANY);
    expect(await permissions(id)).toEqual(users(CONSUMER.account));
  });

  test('snapshots that nobody filters or pages have a smaller bucket', async () => {
    const snapshots = (input: DescribeSnapshotsCommandInput) => () => client.send(new DescribeSnapshotsCommand(input));
    expect(await tokensFor(snapshots({ OwnerIds: ['self'] }), 60)).toBe(50);
    expect(await tokensFor(snapshots({ MaxResults: 5 }), 60)).toBe(60);
    expect(await tokensFor(snapshots({ Filters: [{ Name: 'owner-id', Values: [HOME.account] }] }), 60)).toBe(40);
  });
});

test.each([
  ['DescribeImageAttribute', 100, 20, 100, 20],
  ['GetImageBlockPublicAccessState', 100, 20, 100, 20],
  ['DisableImage', 50, 5, 50, 5],
  ['ModifyImageAttribute', 50, 5, 100, 5],
  ['ModifySnapshotAttribute', 50, 5, 100, 5],
  ['EnableImageBlockPublicAccess', 50, 5, 1, 0.1],
])('the bucket of %s is one of %i requests and %i a second by its kind, and of %i and %f by its name', (operation, ...sizes) => {
  const [kind, documented] = [bucketsByKind, documentedBuckets].map(buckets => buckets(operation, {}));
  expect([kind.capacity, kind.perSecond, documented.capacity, documented.perSecond]).toEqual(sizes);
});

test('however requests are spread, a bucket gives what it holds and what it gets, and no more', () =>
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(3_000), fc.nat(8)), { maxLength: 60 }), fc.constantFrom(0.1, 0.3, 1, 5, 20), (steps, perSecond) => {
    const time = new Clock();
    const begun = time.exactly();
    const bucket = new Throttling(time, name => ({ name, capacity: 3, perSecond }));
    let taken = 0;
    for (const [milliseconds, requests] of steps) {
      time.advance({ milliseconds });
      for (let request = 0; request < requests; request++) {
        taken += bucket.take('DescribeImages', {}, HOME) ? 1 : 0;
      }
      expect(taken).toBeLessThanOrEqual(Math.floor(3 + ((time.exactly() - begun) * perSecond) / 1_000 + 1e-9));
    }
    // Somebody who waits as long as a token takes gets one.
    time.advance({ milliseconds: Math.ceil(1_000 / perSecond) });
    expect(bucket.take('DescribeImages', {}, HOME)).toBe(true);
  })));

import fc from 'fast-check';
import { inAnyOrder } from '../../lib/engine/lanes';

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) {
    await Promise.resolve();
  }
};

test.each([0, 1, 4, 5, 6, 1_000])('of %i things, at most five are done at a time, each once', async count => {
  let now = 0;
  let most = 0;
  const done: number[] = [];
  const results = await inAnyOrder(Array.from({ length: count }, (_, index) => index), async index => {
    most = Math.max(most, ++now);
    await turns(index % 7);
    now--;
    done.push(index);
    return index * 2;
  });
  expect(most).toBe(Math.min(count, 5));
  expect(done.sort((one, other) => one - other)).toEqual(Array.from({ length: count }, (_, index) => index));
  expect(results).toEqual(Array.from({ length: count }, (_, index) => ({ status: 'fulfilled', value: index * 2 })));
});

test('what came of each is in the order of the things, and what fails stops no other', () =>
  fc.assert(fc.asyncProperty(fc.array(fc.record({ fails: fc.boolean(), slow: fc.nat(20) }), { maxLength: 30 }), async things => {
    const results = await inAnyOrder([...things.entries()], async ([index, { fails, slow }]) => {
      await turns(slow);
      if (fails) {
        throw new Error(`${index}`);
      }
      return index;
    });
    expect(results).toEqual(things.map(({ fails }, index) => fails
      ? { status: 'rejected', reason: new Error(`${index}`) }
      : { status: 'fulfilled', value: index }));
  })));

test('what throws at once stops no other either', async () => {
  const results = await inAnyOrder([1, 2, 3], thing => {
    if (thing === 2) {
      throw new Error('at once');
    }
    return Promise.resolve(thing);
  });
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

describe('lanes', () => {
  /** Things of lanes, such as `a1`: a letter and a number. */
  const laneOf = (thing: string) => thing[0];
  const of = (lane: string, count: number) => Array.from({ length: count }, (_, index) => `${lane}${index}`);

  test('have each at most five things at a time', async () => {
    const now: Record<string, number> = {};
    const most: Record<string, number> = {};
    await inAnyOrder([...of('a', 12), ...of('b', 7), ...of('c', 2)], async thing => {
      const lane = laneOf(thing);
      now[lane] = (now[lane] ?? 0) + 1;
      most[lane] = Math.max(most[lane] ?? 0, now[lane]);
      await turns(5);
      now[lane]--;
    }, laneOf);
    expect(most).toEqual({ a: 5, b: 5, c: 2 });
  });

  test('hold up no other: one in which nothing moves leaves the others to go on to their end', async () => {
    const done: string[] = [];
    let move = (): void => undefined;
    const stuck = new Promise<void>(resolve => {
      move = resolve;
    });
    const all = inAnyOrder([...of('a', 20), ...of('b', 20)], async thing => {
      if (laneOf(thing) === 'a') {
        await stuck;
      }
      done.push(thing);
    }, laneOf);
    await new Promise(setImmediate);
    expect(done).toEqual(of('b', 20));
    move();
    await all;
    expect(done).toHaveLength(40);
  });

  test('leave what came of each in the order of the things, and begin them in it', () =>
    fc.assert(fc.asyncProperty(fc.array(fc.record({ lane: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean(), slow: fc.nat(9) }), { maxLength: 40 }), async things => {
      const begun: number[] = [];
      const results = await inAnyOrder([...things.entries()], async ([index, { fails, slow }]) => {
        begun.push(index);
        await turns(slow);
        if (fails) {
          throw new Error(`${index}`);
        }
        return index;
      }, ([, { lane }]) => lane);
      expect(results).toEqual(things.map(({ fails }, index) => fails
        ? { status: 'rejected', reason: new Error(`${index}`) }
        : { status: 'fulfilled', value: index }));
      for (const lane of ['a', 'b', 'c']) {
        const ofLane = begun.filter(index => things[index].lane === lane);
        expect(ofLane).toEqual([...ofLane].sort((one, other) => one - other));
      }
    })));
});

import fc from 'fast-check';
import { inAnyOrder } from '../../../lib/handlers/runtime/in-any-order';

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

import { sleep } from '../../lib/engine/clock';

test('a sleep is as long as it says', async () => {
  const began = performance.now();
  await sleep(50);
  expect(performance.now() - began).toBeGreaterThan(45);
});

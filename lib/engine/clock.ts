import { setTimeout } from 'node:timers/promises';

/** Waits. */
export async function sleep(milliseconds: number): Promise<void> {
  await setTimeout(milliseconds);
}

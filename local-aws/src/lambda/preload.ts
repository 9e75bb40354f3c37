import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import timers from 'node:timers/promises';
import { dateAt, sleepUntil } from './moved-time';

// What Node.js loads before the runtime client, in a process of its own: from here on, time is that of the clock of the stand-in. The
// process is started with the name of the `ClockFile`, which the function does not get to see.

const clock = process.argv.pop()!;
const now = () => Number(readFileSync(clock, 'utf8'));

/** Comes back when it is that time, by the clock. */
function sleep(until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/clock/sleep?until=${until}`;
    request(url, { method: 'POST', agent: false }, response => response.resume().on('end', resolve)).on('error', reject).end();
  });
}

globalThis.Date = dateAt(Date, now);
timers.setTimeout = sleepUntil(now, sleep) as typeof timers.setTimeout;

import { parseArgs } from 'node:util';
import { CALLS, seed, Seeded } from './seed';
import { accessKeyOf } from './server';
import { HOME, StandIn } from './stand-in';

// `npm run local-aws`: the stand-in by itself, for the AWS CLI or an SDK, until Ctrl-C. It listens on 127.0.0.1 only.

void main();

async function main(): Promise<void> {
  try {
    const port = portIn(process.argv.slice(2));
    const world = await StandIn.start({ port }).catch(error => {
      throw new Error(refusedPort(port, error));
    });
    const seeded = await seed(world);
    // Time goes by here as it does outside: what begins also ends.
    setInterval(() => world.clock.advance({ seconds: 1 }), 1_000);
    console.log(welcome(world, seeded));
    process.once('SIGINT', () => process.exit(0));
    process.once('SIGTERM', () => process.exit(0));
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

/** The port that is asked for, if one is. */
function portIn(args: string[]): number | undefined {
  const { values: { port } } = parseArgs({ args, options: { port: { type: 'string' } } });
  if (port !== undefined && (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
    throw new Error(`--port is a number from 1 to 65535, got "${port}"`);
  }
  return port === undefined ? undefined : Number(port);
}

function refusedPort(port: number | undefined, { code, message }: NodeJS.ErrnoException): string {
  return code === 'EADDRINUSE' ? `port ${port} is taken: choose another one, or leave --port out for a free one` : message;
}

function welcome({ server, clock }: StandIn, seeded: readonly Seeded[]): string {
  const width = Math.max(...seeded.map(({ what }) => what.length));
  return `A stand-in for AWS, which is not AWS, listens on ${server.endpoint}. To talk to it:

  export AWS_ENDPOINT_URL=${server.endpoint}
  export AWS_ACCESS_KEY_ID=${accessKeyOf(HOME.account)}
  export AWS_SECRET_ACCESS_KEY=any
  export AWS_REGION=${HOME.region} AWS_DEFAULT_REGION=${HOME.region}

Its world, in the account ${HOME.account}, where it is ${new Date(clock.exactly()).toISOString()}:

${seeded.map(({ what, id }) => `  ${what.padEnd(width)}  ${id}`).join('\n')}

Try:

${CALLS.map(call => `  ${call}`).join('\n')}

Nothing is kept when it ends: Ctrl-C.`;
}

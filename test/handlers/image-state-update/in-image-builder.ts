import { CancelLifecycleExecutionCommand, ImagebuilderClient, StartResourceStateUpdateCommand, StartResourceStateUpdateCommandInput } from '@aws-sdk/client-imagebuilder';
import { ROLE } from './cases';
import { accessKeyOf } from '../../../local-aws/src/server';
import { HOME, StandIn, StandInOptions } from '../../../local-aws/src/stand-in';
import { VirtualTime } from '../../engine/virtual-time';
import { PlentyOfTime } from '../retention-rules/in-recycle-bin';

// A world of its own for each test of a port that imports this, and has to mock `clock`. What asks in it knows it as a function does.

export let world: StandIn;
export let time: VirtualTime;
export let run: PlentyOfTime;
let client: ImagebuilderClient;
let tokens = 0;
const environment = process.env;

beforeEach(() => begin());

afterEach(() => end());

async function begin(options?: StandInOptions): Promise<void> {
  world = await StandIn.start(options);
  time = new VirtualTime();
  run = new PlentyOfTime();
  client = new ImagebuilderClient(world.server.clientOf(HOME));
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: world.server.endpoint,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(HOME.account),
    AWS_SECRET_ACCESS_KEY: 'none',
  };
}

async function end(): Promise<void> {
  process.env = environment;
  jest.restoreAllMocks();
  client.destroy();
  await world.stop();
  expect(world.faults).toEqual([]);
  expect(world.server.disturbances.outstanding).toEqual([]);
}

/** Ends the world in favour of one that behaves otherwise. */
export async function beginAnew(options: StandInOptions): Promise<void> {
  await end();
  await begin(options);
}

/** Lets time go by, for everybody, and what is due happens. */
export async function advance(seconds: number): Promise<void> {
  world.clock.advance({ seconds });
  time.now += seconds * 1_000;
  await world.imageBuilder.catchUp(HOME);
}

/** Asks for another state by hand, and returns the id of the execution. */
export async function startByHand(resourceArn: string, status: string, changes: Partial<StartResourceStateUpdateCommandInput> = {}): Promise<string> {
  const { lifecycleExecutionId } = await client.send(new StartResourceStateUpdateCommand({
    resourceArn,
    state: { status: status as 'DISABLED' },
    includeResources: { amis: true },
    executionRole: ROLE,
    clientToken: `by-hand-${++tokens}`,
    ...changes,
  }));
  return lifecycleExecutionId!;
}

/** Cancels an execution by hand. */
export async function cancelByHand(lifecycleExecutionId: string): Promise<void> {
  await client.send(new CancelLifecycleExecutionCommand({ lifecycleExecutionId, clientToken: `by-hand-${++tokens}` }));
}

/** What was asked since the last look, in order, and the errors that were answered. */
export const calls = () => world.server.calls.splice(0).map(({ operation, error }) => (error === undefined ? operation : `${operation}: ${error}`));

/** What was asked of an operation. */
export const inputsOf = (name: string) => world.server.calls.filter(({ operation }) => operation === name).map(({ input }) => input);

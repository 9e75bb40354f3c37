import type { RbinClient } from '@aws-sdk/client-rbin';
import type { Deadline } from '../../../lib/engine/handler';
import { recycleBin } from '../../../lib/handlers/retention-rules/rule-reader';
import { aws, clients, HOME } from '../../../local-aws/src/recycle-bin-client';
import { accessKeyOf } from '../../../local-aws/src/server';

// The client of the handlers, in the world of a test: what it knows of the stand-in is in the environment, as in a function.

const environment = process.env;

afterEach(() => {
  process.env = environment;
});

/** What a client makes requests with. */
interface HttpHandler {
  updateHttpClientConfig(name: string, value: number): void;
}

/**
 * A client as a handler has it.
 *
 * @param sessionToken Of the run of a function, which can be killed.
 */
export function clientOfHandler(endpoint = aws.endpoint, sessionToken?: string): RbinClient {
  asInFunction(endpoint, sessionToken);
  return asOutsideOfJest(recycleBin());
}

/** Whatever is made from now on finds the world as a function does. */
export function asInFunction(endpoint = aws.endpoint, sessionToken?: string): void {
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(HOME.account),
    AWS_SECRET_ACCESS_KEY: 'none',
    ...sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken },
  };
}

/** A client that ends with the world, and that finds errors as there are outside of Jest. */
export function asOutsideOfJest(client: RbinClient): RbinClient {
  // Where a connection is cut, this timer of the SDK is left: as long as it runs, so does the test.
  (client.config.requestHandler as unknown as HttpHandler).updateHttpClientConfig('socketAcquisitionWarningTimeout', 1);
  // What Node.js throws is no `Error` to code that runs under Jest, and the SDK tells errors of connections by what they are.
  client.middlewareStack.add(next => async args => {
    try {
      return await next(args);
    } catch (error) {
      const { name, message, code } = error as Error & { code?: string };
      throw error instanceof Error ? error : Object.assign(new Error(message), { name, code });
    }
  }, { step: 'finalizeRequest', priority: 'low' });
  clients.push(client);
  return client;
}

/** The time of a run that has all of it, unless a test takes it away. */
export class PlentyOfTime implements Deadline {
  public left = Infinity;

  public remaining(): number {
    return this.left;
  }

  public async isStillWanted(): Promise<boolean> {
    return true;
  }
}

/** What was asked, in order, and the errors that were answered. */
export const calls = () => aws.calls.map(({ operation, error }) => (error === undefined ? operation : `${operation}: ${error}`));

/** Forgets what was asked, for a test that first brings about what it needs. */
export const fromNowOn = () => aws.calls.splice(0);

import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invocation, Outcome, Surroundings } from './invoker';

/**
 * The API by which a runtime gets its events: Lambda's own, and one route more, by which it lets time go by.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  /** Whether the runtime could not load the function: it runs nothing any more. */
  public broken = false;

  private readonly server: Server;
  private next?: Invocation;
  private asking?: ServerResponse;
  private over?: (outcome: Outcome) => void;

  constructor(private readonly functionArn: string, private readonly sleep: Surroundings['sleep']) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Starts it, and returns where it listens: host and port. */
  public async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve).unref());
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Hands an event to the runtime, and waits for what it says came of it. */
  public async run(invocation: Invocation): Promise<Outcome> {
    return new Promise(resolve => {
      this.over = resolve;
      this.next = invocation;
      this.handOut();
    });
  }

  /** Ends a run of which the runtime says nothing any more. */
  public fail(error: string): void {
    this.over?.({ error });
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://127.0.0.1');
    const [, , , what, id, how] = pathname.split('/');
    const body = await bodyOf(request);
    if (pathname === '/clock/sleep') {
      await this.sleep(Number(searchParams.get('until')));
      response.end();
    } else if (request.method === 'GET' && what === 'invocation' && id === 'next') {
      this.asking = response;
      this.handOut();
    } else {
      response.writeHead(202).end();
      this.broken ||= what === 'init';
      const { errorType, errorMessage } = what === 'init' || how === 'error' ? JSON.parse(body) : {} as Record<string, string>;
      this.over?.(errorType === undefined ? {} : { error: `${errorType}: ${errorMessage}` });
    }
  }

  private handOut(): void {
    const { asking, next } = this;
    if (asking === undefined || next === undefined) {
      return;
    }
    this.asking = undefined;
    this.next = undefined;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.requestId,
      'lambda-runtime-deadline-ms': String(next.deadline),
      'lambda-runtime-invoked-function-arn': this.functionArn,
    }).end(next.payload);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

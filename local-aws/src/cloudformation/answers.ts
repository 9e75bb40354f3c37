import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../world';

/** An answer that is waited for. */
export interface Expected {
  /** Where it is to be sent. Whoever knows it can answer. */
  readonly url: string;

  /** The answer, or nothing if it came too late. */
  readonly received: Promise<string | undefined>;

  /** Waits no longer. */
  giveUp(): void;
}

interface Waiting {
  readonly requestId: string;
  readonly secret: string;

  /** Until when an answer counts, in milliseconds since 1970. */
  readonly deadline: number;
  readonly take: (body: string | undefined) => void;
  over: boolean;
}

/**
 * Where custom resources send their answers: it stands for the presigned URLs of a bucket. Such a URL is signed for a PUT without a
 * content type, and the bucket takes nothing whose length it is not told.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export class Answers {
  /** Starts to listen on a free port of 127.0.0.1. */
  public static async start(clock: Clock): Promise<Answers> {
    const answers = new Answers(clock);
    await new Promise<void>((resolve, reject) => answers.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return answers;
  }

  /** What those who answered did wrong. Tests expect nothing. */
  public readonly faults: string[] = [];

  /** Answers that were taken and did not count: a second one, or one that came too late. */
  public readonly ignored: string[] = [];

  private readonly waiting = new Map<string, Waiting>();
  private readonly server: Server;

  private constructor(private readonly clock: Clock) {
    this.server = createServer((request, response) => {
      void this.statusFor(request).then(status => response.writeHead(status).end(), () => request.socket.destroy());
    });
  }

  /** Stops to listen. */
  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** Expects the answer to a request. */
  public expect(requestId: string, deadline: number): Expected {
    const secret = randomUUID();
    let waiting: Waiting;
    const received = new Promise<string | undefined>(take => {
      waiting = { requestId, secret, deadline, take, over: false };
    });
    this.waiting.set(requestId, waiting!);
    const { port } = this.server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/response/${requestId}?X-Amz-Signature=${secret}`,
      received,
      giveUp: () => {
        waiting.over = true;
      },
    };
  }

  private async statusFor(request: IncomingMessage): Promise<number> {
    const body = await textOf(request);
    const { pathname, searchParams } = new URL(request.url!, 'http://127.0.0.1');
    const waiting = this.waiting.get(pathname.split('/').at(-1)!);
    const refuse = (status: number, fault: string): number => {
      this.faults.push(`${waiting?.requestId ?? pathname}: ${fault}`);
      return status;
    };
    if (waiting === undefined || searchParams.get('X-Amz-Signature') !== waiting.secret) {
      return refuse(403, 'the URL is not one that was given');
    }
    if (request.method !== 'PUT') {
      return refuse(403, `the URL is for PUT, not ${request.method}`);
    }
    if (request.headers['content-type'] !== undefined) {
      return refuse(403, `the URL is signed without a content type, not with ${request.headers['content-type']}`);
    }
    if (request.headers['content-length'] === undefined) {
      return refuse(400, 'the answer does not tell its length');
    }
    if (waiting.over || this.clock.exactly() >= waiting.deadline) {
      this.ignored.push(`${waiting.requestId}: ${this.clock.exactly() >= waiting.deadline ? 'too late' : 'a second answer'}`);
      waiting.take(undefined);
    } else {
      waiting.take(body);
    }
    waiting.over = true;
    return 200;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

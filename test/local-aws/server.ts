import { createServer, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, operationOf, success, WireAnswer } from './protocol/rest-json';
import { errorBody, perform, Service } from './service';
import { ServiceError, StandInFault } from './service-error';
import type { Caller } from './world';

/** A call that came over the wire, as a test wants to see it. */
export interface Call extends Caller {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;

  /** The code of the error that was answered. */
  readonly error?: string;
}

/**
 * A server on the loopback interface that speaks as AWS does, for SDKs and the CLI alike.
 *
 * The account of a caller stands in its access key (see `accessKeyOf`), the Region and the service in what it signs; the
 * signature itself is not looked at.
 */
export class LocalAws {
  /** Starts a server on a free port of 127.0.0.1. */
  public static async start(services: readonly Service[], port = 0): Promise<LocalAws> {
    const local = new LocalAws(services);
    await new Promise<void>((resolve, reject) => local.server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return local;
  }

  /** Every call, in order. */
  public readonly calls: Call[] = [];

  /** What the stand-in itself did wrong or does not know. Tests expect none. */
  public readonly faults: string[] = [];

  private readonly server: Server;

  private constructor(private readonly services: readonly Service[]) {
    this.server = createServer((request, response) => {
      void bodyOf(request).then(body => {
        const { status, headers, body: answer } = this.answer(request, body);
        response.writeHead(status, headers).end(answer);
      });
    });
  }

  /** Where it listens. */
  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops the server. */
  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, body: string): WireAnswer {
    try {
      const { caller, service } = this.addressee(request);
      const url = new URL(request.url!, this.endpoint);
      const asked = operationOf(service.model, { method: request.method!, path: url.pathname, query: url.searchParams, body });
      if (asked === undefined) {
        throw new StandInFault(`no operation is ${request.method} ${url.pathname}`);
      }
      return this.perform(service, asked.name, asked.input, caller);
    } catch (error) {
      if (!(error instanceof StandInFault)) {
        this.faults.push((error as Error).stack!);
        return failure(500, 'StandInFault', { message: (error as Error).message });
      }
      this.faults.push(error.message);
      return failure(501, 'StandInFault', { message: error.message });
    }
  }

  private perform(service: Service, operation: string, input: Record<string, unknown>, caller: Caller): WireAnswer {
    const call = { ...caller, operation, input };
    try {
      const output = perform(service, operation, input, caller);
      this.calls.push(call);
      return success(service.model.operations[operation], output);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      this.calls.push({ ...call, error: error.code });
      return failure(service.model.shapes[error.code]?.error?.httpStatusCode ?? 400, error.code, errorBody(service, error));
    }
  }

  private addressee({ headers }: IncomingMessage): { caller: Caller; service: Service } {
    const [, key, region, name] = /Credential=([^/]+)\/[0-9]+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
    const service = this.services.find(({ model }) => (model.metadata.signingName ?? model.metadata.endpointPrefix) === name);
    if (service === undefined) {
      throw new StandInFault(`the service ${name} is not served`);
    }
    const account = /^LOCAL([0-9]{12})$/.exec(key)?.[1];
    if (account === undefined) {
      throw new StandInFault(`the access key ${key} names no account: use LOCAL and the 12 digits of one`);
    }
    return { caller: { account, region }, service };
  }
}

/** The access key with which a caller of an account signs. */
export function accessKeyOf(account: string): string {
  return `LOCAL${account}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

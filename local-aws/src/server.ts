import { createServer, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Disturbances } from './disturbances';
import { Lag } from './lag';
import { json } from './protocol/json';
import type { Asked, Protocol, WireAnswer } from './protocol/protocol';
import { ec2, query } from './protocol/query';
import { restJson } from './protocol/rest-json';
import { AccessRequest, perform, Service, signingName } from './service';
import { ServiceError, StandInFault } from './service-error';
import { Session, Sessions } from './sessions';
import type { Caller, Clock } from './world';

/** A call that was made, as a test wants to see it. */
export interface Call {
  readonly account: string;
  readonly region: string;

  /** The ARN of the role that made it. */
  readonly role?: string;
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;

  /** The code of the error that was answered. */
  readonly error?: string;
}

/** Decides what roles may do. */
export interface Authorizer {
  /** Why a role may not do something, or nothing if it may. */
  refusal(role: string, request: AccessRequest, caller: Caller): Promise<string | undefined>;
}

/** The connection ends here, without an answer. */
class Hangup extends Error {}

const PROTOCOLS: Record<string, Protocol> = { 'rest-json': restJson, 'json': json, 'query': query, 'ec2': ec2 };

/**
 * A server on the loopback interface that speaks as AWS does, for SDKs and the CLI alike.
 *
 * The account of a caller stands in its access key (see `accessKeyOf`) or in its session, the Region and the service in what it
 * signs; the signature itself is not looked at.
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

  /** What goes wrong on the wire, because a test wants it. */
  public readonly disturbances = new Disturbances();

  /** By how many reads the services lag behind their writes. */
  public readonly lag = new Lag();

  /** Temporary credentials. */
  public readonly sessions = new Sessions();

  /** Who decides what roles may do. Without it they may do anything. */
  public authorizer?: Authorizer;

  /** How much a page of a list holds at most. */
  public pageSize?: number;

  /** The clock of whoever calls, if it is not the machine's: a client that sees another time in answers tries again what it need not. */
  public clock?: Clock;

  private readonly server: Server;

  private constructor(private readonly services: readonly Service[]) {
    // No connection is closed that a warm function keeps: the SDK would try its next call again, after a pause of random length by the clock.
    this.server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      void bodyOf(request).then(body => this.answer(request, body)).then(
        ({ status, headers, body }) => {
          const date = new Date(this.clock?.exactly() ?? Date.now()).toUTCString();
          response.writeHead(status, { ...headers, date }).end(body);
        },
        () => request.socket.destroy(),
      );
    });
  }

  /** Where it listens. */
  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How a real client is made that talks to this server as an account does, and makes each call once. */
  public clientOf({ account, region }: Pick<Caller, 'account' | 'region'>) {
    return { region, endpoint: this.endpoint, maxAttempts: 1, credentials: { accessKeyId: accessKeyOf(account), secretAccessKey: 'none' } };
  }

  /** Stops the server. */
  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /**
   * Asks a service without the wire, as another service of AWS does. The call is recorded, and held against the model.
   *
   * @param name The name by which requests to the service are signed.
   */
  public async call(name: string, operation: string, input: object, caller: Caller): Promise<any> {
    return this.perform(this.serviceNamed(name), { operation, input: input as Record<string, unknown> }, caller);
  }

  private async answer(request: IncomingMessage, body: string): Promise<WireAnswer> {
    let service: Service | undefined;
    try {
      const { name, ...who } = this.addressee(request);
      service = this.serviceNamed(name);
      if (who.session?.run?.killed) {
        throw new Hangup();
      }
      const url = new URL(request.url!, this.endpoint);
      const wire = { method: request.method!, path: url.pathname, query: url.searchParams, headers: request.headers, body };
      const asked = PROTOCOLS[service.model.metadata.protocol].asked(service.model, wire);
      if (asked === undefined) {
        throw new StandInFault(`no operation is ${request.method} ${url.pathname}`);
      }
      return await this.disturbed(service, asked, who);
    } catch (error) {
      if (error instanceof Hangup) {
        throw error;
      }
      const known = error instanceof StandInFault;
      this.faults.push(known ? error.message : (error as Error).stack!);
      const fault = new ServiceError('StandInFault', (error as Error).message);
      return { ...service ? PROTOCOLS[service.model.metadata.protocol].failure(service, fault) : bare(fault), status: known ? 501 : 500 };
    }
  }

  /** Carries a call out, with whatever is to go wrong about it. */
  private async disturbed(service: Service, asked: Asked, who: { caller: Caller; session?: Session }): Promise<WireAnswer> {
    const { model, throttled = 'ThrottlingException' } = service;
    const protocol = PROTOCOLS[model.metadata.protocol];
    const disturbance = this.disturbances.next(signingName(service), asked.operation);
    const atEnd = disturbance?.kind === 'cut' || disturbance?.kind === 'killed' ? disturbance : undefined;
    const hangup = () => {
      if (disturbance?.kind === 'killed') {
        who.session?.run?.kill();
      }
      return new Hangup();
    };
    if (atEnd?.when === 'before') {
      throw hangup();
    }
    if (disturbance?.kind === 'meanwhile') {
      await disturbance.happens();
    }
    const injected = disturbance?.kind === 'throttled' ? new ServiceError(throttled, 'Rate exceeded')
      : disturbance?.kind === 'error' ? new ServiceError(disturbance.code, disturbance.message, disturbance.details) : undefined;
    let answer: WireAnswer;
    try {
      answer = protocol.success(model, asked.operation, await this.perform(service, asked, who.caller, injected));
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      answer = protocol.failure(service, error);
    }
    if (disturbance?.kind === 'late') {
      await sleep(disturbance.milliseconds);
    }
    if (atEnd) {
      throw hangup();
    }
    return answer;
  }

  private async perform(service: Service, { operation, input }: Asked, caller: Caller, injected?: ServiceError): Promise<object> {
    const { pageSize: _, sessionName: __, ...who } = caller;
    const call = { ...who, service: signingName(service), operation, input };
    try {
      const asked = injected ? failingWith(service, operation, injected) : service;
      const output = await this.lag.around(service, operation, () =>
        perform(asked, operation, input, caller, () => this.authorize(service, operation, input, caller)));
      this.calls.push(call);
      return output;
    } catch (error) {
      if (error instanceof ServiceError) {
        this.calls.push({ ...call, error: error.code });
      }
      throw error;
    }
  }

  /** Refuses what the role of a caller does not allow, as its policies stand now. */
  private async authorize(service: Service, operation: string, input: object, caller: Caller): Promise<void> {
    if (caller.role === undefined || this.authorizer === undefined) {
      return;
    }
    const requests = service.access?.[operation];
    if (requests === undefined) {
      throw new StandInFault(`what a role needs for ${operation} is not modelled`);
    }
    for (const request of requests(input, caller)) {
      const refusal = await this.authorizer.refusal(caller.role, request, caller);
      if (refusal !== undefined) {
        throw new ServiceError(service.accessDenied ?? 'AccessDeniedException', refusal);
      }
    }
  }

  private addressee({ headers }: IncomingMessage): { name: string; caller: Caller; session?: Session } {
    const [, key, region, name] = /Credential=([^/]+)\/[0-9]+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
    this.serviceNamed(name);
    const token = headers['x-amz-security-token'];
    const session = typeof token === 'string' ? this.sessions.of(token) : undefined;
    if (token !== undefined && session === undefined) {
      throw new StandInFault('the session token is not one of the stand-in');
    }
    const account = session?.account ?? /^LOCAL([0-9]{12})$/.exec(key)?.[1];
    if (account === undefined) {
      throw new StandInFault(`the access key ${key} names no account: use LOCAL and the 12 digits of one`);
    }
    const size = this.pageSize === undefined ? {} : { pageSize: this.pageSize };
    return { name, caller: { account, region, ...session ? { role: session.role, sessionName: session.name } : {}, ...size }, session };
  }

  private serviceNamed(name: string): Service {
    const service = this.services.find(it => signingName(it) === name);
    if (service === undefined) {
      throw new StandInFault(`the service ${name} is not served`);
    }
    return service;
  }
}

/** What services of AWS ask each other, without the wire. */
export type InternalCalls = Pick<LocalAws, 'call'>;

/** The access key with which a caller of an account signs. */
export function accessKeyOf(account: string): string {
  return `LOCAL${account}`;
}

/** A service whose operation fails: with an error that it has, or it is a mistake of the test. */
function failingWith(service: Service, operation: string, error: ServiceError): Service {
  return {
    ...service,
    operations: {
      [operation]: () => {
        throw error;
      },
    },
  };
}

/** A fault before it is known which service speaks. */
function bare({ code, message }: ServiceError): WireAnswer {
  return { status: 500, headers: { 'content-type': 'application/json', 'x-amzn-errortype': code }, body: JSON.stringify({ message }) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

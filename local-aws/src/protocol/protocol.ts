import type { ServiceModel } from '../model/service-model';
import type { Service } from '../service';
import type { ServiceError } from '../service-error';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request asks for. */
export interface Asked {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How requests and answers of a service travel. */
export interface Protocol {
  /** What a request asks for, if it is one of the service's. */
  asked(model: ServiceModel, request: WireRequest): Asked | undefined;

  /** A successful answer. */
  success(model: ServiceModel, operation: string, output: Readonly<Record<string, any>>): WireAnswer;

  /** The answer that says an error. */
  failure(service: Service, error: ServiceError): WireAnswer;
}

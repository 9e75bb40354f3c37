import type { Member, Operation, ServiceModel } from '../model/service-model';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The operation that a request of the restJson1 protocol asks for, and its input.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function operationOf(model: ServiceModel, request: WireRequest): { name: string; input: Record<string, unknown> } | undefined {
  for (const [name, operation] of Object.entries(model.operations)) {
    const labels = operation.http.method === request.method ? labelsOf(operation, request.path) : undefined;
    if (labels) {
      return { name, input: inputOf(model, operation, labels, request) };
    }
  }
  return undefined;
}

/** A successful answer. */
export function success(operation: Operation, output: object): WireAnswer {
  const status = operation.http.responseCode ?? 200;
  return status === 204 ? { status, headers: {}, body: '' } : { status, headers: JSON_BODY, body: JSON.stringify(output) };
}

/** The answer that says an error. */
export function failure(status: number, code: string, body: object): WireAnswer {
  return { status, headers: { ...JSON_BODY, 'x-amzn-errortype': code }, body: JSON.stringify(body) };
}

const JSON_BODY = { 'content-type': 'application/json' };

/** The parts of a path that the operation leaves open, if the path is one of the operation. */
function labelsOf({ http }: Operation, path: string): Record<string, string> | undefined {
  const [wanted, got] = [http.requestUri.split('/'), path.split('/')];
  const labels: Record<string, string> = {};
  const fits = wanted.length === got.length && wanted.every((part, index) => {
    const label = /^\{(.+)\}$/.exec(part)?.[1];
    if (label !== undefined) {
      labels[label] = decodeURIComponent(got[index]);
    }
    return label !== undefined || part === got[index];
  });
  return fits ? labels : undefined;
}

function inputOf(model: ServiceModel, { input }: Operation, labels: Record<string, string>, request: WireRequest): Record<string, unknown> {
  const members = Object.entries(input ? model.shapes[input.shape].members ?? {} : {});
  const inBody = request.body === '' ? {} : JSON.parse(request.body) as Record<string, unknown>;
  const located = members.flatMap(([name, member]) => {
    const value = outsideBody(model, name, member, labels, request);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...inBody, ...Object.fromEntries(located) };
}

/** The value of a member that is not in the body. */
function outsideBody(model: ServiceModel, name: string, member: Member, labels: Record<string, string>, { query }: WireRequest): unknown {
  const at = member.locationName ?? name;
  if (member.location === 'uri') {
    return labels[at];
  }
  if (member.location !== 'querystring' || !query.has(at)) {
    return undefined;
  }
  const { type } = model.shapes[member.shape];
  return type === 'list' ? query.getAll(at)
    : type === 'integer' ? Number(query.get(at))
      : type === 'boolean' ? query.get(at) === 'true'
        : query.get(at)!;
}

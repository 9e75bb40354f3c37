import type { Protocol, WireRequest } from './protocol';
import type { Member, Operation, ServiceModel } from '../model/service-model';
import { errorBody, statusOf } from '../service';

/**
 * restJson1: the operation stands in method and path, its input in path, query, headers and body.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restJson: Protocol = {
  asked(model, request) {
    for (const [name, operation] of Object.entries(model.operations)) {
      const labels = operation.http.method === request.method ? labelsOf(operation, request.path) : undefined;
      if (labels) {
        return { operation: name, input: inputOf(model, operation, labels, request) };
      }
    }
    return undefined;
  },

  success(model, name, output) {
    const { http, output: shape } = model.operations[name];
    const { members = {}, payload } = shape ? model.shapes[shape.shape] : {};
    const located = Object.entries(members).filter(([member, { location }]) => location !== undefined && output[member] !== undefined);
    const headers = located.filter(([, { location }]) => location === 'header').map(([member, { locationName }]) => [locationName!, String(output[member])]);
    const [status] = located.filter(([, { location }]) => location === 'statusCode').map(([member]) => output[member] as number);
    const inBody = Object.fromEntries(Object.entries(output).filter(([member]) => members[member]?.location === undefined));
    const code = status ?? http.responseCode ?? 200;
    return {
      status: code,
      headers: { ...JSON_BODY, ...Object.fromEntries(headers) },
      body: code === 204 ? '' : payload !== undefined ? output[payload] ?? '' : JSON.stringify(inBody),
    };
  },

  failure(service, error) {
    return {
      status: statusOf(service, error.code),
      headers: { ...JSON_BODY, 'x-amzn-errortype': error.code },
      body: JSON.stringify(errorBody(service, error)),
    };
  },
};

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
  const { members = {}, payload } = input ? model.shapes[input.shape] : {};
  const inBody = request.body === '' ? {}
    : payload !== undefined && model.shapes[members[payload].shape].type === 'blob' ? { [payload]: request.body }
      : JSON.parse(request.body) as Record<string, unknown>;
  const located = Object.entries(members).flatMap(([name, member]) => {
    const value = outsideBody(model, name, member, labels, request);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...inBody, ...Object.fromEntries(located) };
}

/** The value of a member that is not in the body. */
function outsideBody(model: ServiceModel, name: string, member: Member, labels: Record<string, string>, { query, headers }: WireRequest): unknown {
  const at = member.locationName ?? name;
  if (member.location === 'uri') {
    return labels[at];
  }
  if (member.location === 'header') {
    return headers[at.toLowerCase()];
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

import type { Protocol, WireRequest } from './protocol';
import type { Member, ServiceModel } from '../model/service-model';
import { statusOf } from '../service';

/**
 * The query protocol: a form in, XML out.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const query: Protocol = {
  asked: (model, request) => askedIn(model, request, { name: (name, { locationName }) => locationName ?? name, flattened: () => false }),

  success(model, operation, output) {
    const { output: member } = model.operations[operation];
    const content = member ? contentOf(model, member.shape, output) : '';
    const result = member?.resultWrapper ? element(member.resultWrapper, content) : content;
    return xml(200, element(`${operation}Response`, `${result}<ResponseMetadata>${REQUEST_ID}</ResponseMetadata>`, model));
  },

  failure(service, { code, message }) {
    return xml(statusOf(service, code), element('ErrorResponse', `<Error><Type>Sender</Type>${element('Code', code)}${element('Message', escaped(message))}</Error>${REQUEST_ID}`, service.model));
  },
};

/**
 * EC2's own: the query protocol with other names, and lists without an element around their items.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export const ec2: Protocol = {
  asked: (model, request) => askedIn(model, request, {
    name: (name, { queryName, locationName }) => queryName ?? (locationName ? locationName[0].toUpperCase() + locationName.slice(1) : name),
    flattened: () => true,
  }),

  success(model, operation, output) {
    const { output: member } = model.operations[operation];
    return xml(200, element(`${operation}Response`, `<requestId>local</requestId>${member ? contentOf(model, member.shape, output) : '<return>true</return>'}`, model));
  },

  failure(_, { code, message }) {
    const status = ['RequestLimitExceeded', 'Unavailable', 'ServiceUnavailable'].includes(code) ? 503 : code === 'InternalError' ? 500
      : ['UnauthorizedOperation', 'AuthFailure'].includes(code) ? 403 : code === 'DryRunOperation' ? 412 : 400;
    return xml(status, `<Response><Errors><Error>${element('Code', code)}${element('Message', escaped(message))}</Error></Errors><RequestID>local</RequestID></Response>`);
  },
};

const REQUEST_ID = '<RequestId>local</RequestId>';

/** How a dialect of the protocol writes what the model names. */
interface Dialect {
  name(name: string, member: Member): string;
  flattened(list: Member): boolean;
}

/** A form as a tree: `A.1.B=c` is `{ A: { 1: { B: 'c' } } }`. */
type Form = { [name: string]: Form | string };

function askedIn(model: ServiceModel, { body, query: url }: WireRequest, dialect: Dialect) {
  const form: Form = {};
  const fields = [...url, ...new URLSearchParams(body)];
  for (const [path, value] of fields) {
    let at = form;
    const names = path.split('.');
    for (const name of names.slice(0, -1)) {
      at = (typeof at[name] === 'object' ? at[name] : at[name] = {}) as Form;
    }
    at[names.at(-1)!] = value;
  }
  const { Action: operation, Version: _, ...rest } = form;
  if (typeof operation !== 'string' || !(operation in model.operations)) {
    return undefined;
  }
  const { input } = model.operations[operation];
  return { operation, input: (input ? read(model, input, rest, dialect) : rest) as Record<string, unknown> };
}

function read(model: ServiceModel, member: Member, value: Form | string, dialect: Dialect): unknown {
  const shape = model.shapes[member.shape];
  switch (shape.type) {
    case 'structure': {
      if (typeof value === 'string') {
        return value;
      }
      const known = Object.entries(shape.members ?? {}).map(([name, it]) => ({ name, it, written: dialect.name(name, it) }));
      return Object.fromEntries(Object.entries(value).map(([written, part]) => {
        const found = known.find(it => it.written === written);
        // What is not known must not be taken for a member that is only called so in the model.
        return found ? [found.name, read(model, found.it, part, dialect)] : [written in (shape.members ?? {}) ? `parameter ${written}` : written, part];
      }));
    }
    case 'list': {
      if (typeof value === 'string') {
        return value === '' ? [] : value;
      }
      const items = dialect.flattened(member) || shape.flattened ? value : value[shape.member!.locationName ?? 'member'] as Form;
      return Object.entries(items).sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => read(model, shape.member!, item, dialect));
    }
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'timestamp':
      return Number.isNaN(Date.parse(value as string)) ? value : Date.parse(value as string) / 1000;
    default:
      return value;
  }
}

/** What stands between the tags of a value. */
function contentOf(model: ServiceModel, shapeName: string, value: any): string {
  const shape = model.shapes[shapeName];
  switch (shape.type) {
    case 'structure':
      return Object.entries(shape.members ?? {}).filter(([name]) => value[name] !== undefined).map(([name, member]) => {
        const tag = member.locationName ?? name;
        const { type, flattened, member: item } = model.shapes[member.shape];
        return type === 'list' && flattened
          ? value[name].map((it: unknown) => element(tag, contentOf(model, item!.shape, it))).join('')
          : element(tag, contentOf(model, member.shape, value[name]));
      }).join('');
    case 'list':
      return value.map((it: unknown) => element(shape.member!.locationName ?? 'member', contentOf(model, shape.member!.shape, it))).join('');
    case 'timestamp':
      return new Date(value * 1000).toISOString();
    default:
      return escaped(String(value));
  }
}

function element(name: string, content: string, model?: ServiceModel): string {
  return `<${name}${model ? ` xmlns="${model.metadata.xmlNamespace}"` : ''}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

function xml(status: number, body: string) {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

import { readFileSync } from 'node:fs';
import { gunzipSync, inflateRawSync } from 'node:zlib';

/** A reference to a shape, with where a request or an answer carries it. */
export interface Member {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring' | 'header' | 'statusCode';
  readonly locationName?: string;

  /** How the EC2 protocol calls it in a request, where that differs. */
  readonly queryName?: string;

  /** Whether the items of a list follow each other without an element around them. */
  readonly flattened?: boolean;

  /** The element that the query protocol puts around an output. */
  readonly resultWrapper?: string;
}

/** A shape of one of AWS's service models, as botocore writes them. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly flattened?: boolean;

  /** The member that is the whole body, where it is not all of them. */
  readonly payload?: string;
  readonly error?: { readonly code?: string; readonly httpStatusCode: number };
}

/** Something that a service can be asked to do. */
export interface Operation {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: Member;
  readonly output?: Member;
  readonly errors?: readonly Member[];
}

/** AWS's own description of a service. */
export interface ServiceModel {
  readonly metadata: {
    readonly protocol: string;
    readonly signingName?: string;
    readonly endpointPrefix: string;
    readonly targetPrefix?: string;
    readonly jsonVersion?: string;
    readonly xmlNamespace?: string;
  };
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const models = new Map<string, ServiceModel>();

/**
 * Reads a service model out of the AWS CLI that lies in node_modules. Nothing of it is copied into this repository.
 *
 * @param service The service and its API version, such as `imagebuilder/2019-12-02`.
 */
export function serviceModel(service: string): ServiceModel {
  const model = models.get(service) ?? readModel(service);
  models.set(service, model);
  return model;
}

function readModel(service: string): ServiceModel {
  const bytes = fileIn(layer ??= readFileSync(require.resolve('@aws-cdk/asset-awscli-v1/lib/layer.zip')), `botocore/data/${service}/service-2.json`);
  return JSON.parse((bytes[0] === GZIP ? gunzipSync(bytes) : bytes).toString());
}

/** The AWS CLI. */
let layer: Buffer | undefined;

/** With this byte begins what gzip packed, and no JSON. */
const GZIP = 0x1f;

/**
 * The file in a ZIP archive whose path, but for what comes before and for `.gz`, is this one.
 *
 * Its entry is looked for from the end of the directory, which is at the end: a library would read the whole of it, many times a test run.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.7 and 4.3.12
 */
function fileIn(zip: Buffer, path: string): Buffer {
  const name = zip.lastIndexOf(path);
  if (name < 0) {
    throw new Error(`the AWS CLI has no ${path}`);
  }
  const entry = zip.lastIndexOf('PK\x01\x02', name);
  const deflated = zip.readUInt16LE(entry + 10) === 8;
  const header = zip.readUInt32LE(entry + 42);
  const begin = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const content = zip.subarray(begin, begin + zip.readUInt32LE(entry + 20));
  return deflated ? inflateRawSync(content) : content;
}

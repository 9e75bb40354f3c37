import { readFileSync } from 'node:fs';
import { gunzipSync, strFromU8, unzipSync } from 'fflate';

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
  const wanted = new RegExp(`/botocore/data/${service}/service-2\\.json(?:\\.gz)?$`);
  const zip = readFileSync(require.resolve('@aws-cdk/asset-awscli-v1/lib/layer.zip'));
  const [[name, bytes]] = Object.entries(unzipSync(zip, { filter: file => wanted.test(file.name) }));
  return JSON.parse(strFromU8(name.endsWith('.gz') ? gunzipSync(bytes) : bytes));
}

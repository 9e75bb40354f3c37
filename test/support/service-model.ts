import { readFileSync } from 'node:fs';
import { gunzipSync, strFromU8, unzipSync } from 'fflate';

/** A shape of one of AWS's service models, as botocore writes them. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/** AWS's own description of a service. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/**
 * Reads a service model out of the AWS CLI that lies in node_modules.
 *
 * @param service The service and its API version, such as `imagebuilder/2019-12-02`.
 */
export function serviceModel(service: string): ServiceModel {
  const wanted = new RegExp(`/botocore/data/${service}/service-2\\.json(?:\\.gz)?$`);
  const zip = readFileSync(require.resolve('@aws-cdk/asset-awscli-v1/lib/layer.zip'));
  const [[name, bytes]] = Object.entries(unzipSync(zip, { filter: file => wanted.test(file.name) }));
  return JSON.parse(strFromU8(name.endsWith('.gz') ? gunzipSync(bytes) : bytes));
}

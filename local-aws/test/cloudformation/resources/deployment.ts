import type { ResourceRequest, ResourceState, ResourceType } from '../../../src/cloudformation/resource-type';
import { resourceTypes, ResourceTypesProps } from '../../../src/cloudformation/resources';
import type { FunctionHost } from '../../../src/lambda/function-host';
import { Call, LocalAws } from '../../../src/server';
import type { Service } from '../../../src/service';
import { Clock } from '../../../src/world';

// A world of its own for each test that imports this, in which single resources are created, updated and deleted as a stack does.

type Properties = Readonly<Record<string, any>>;

export const HOME = { account: '111111111111', region: 'eu-west-1' };
export const STACK = { caller: HOME, stackName: 'Images', stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Images/1' };

export let clock: Clock;
export let aws: LocalAws;

/** What was asked of the store of roles and of the host of functions, in order. */
export let asked: unknown[][];

let types: ResourceType[];

beforeEach(() => begin());

afterEach(() => aws.stop());

/** Begins a world. */
export async function begin(services: (clock: Clock) => readonly Service[] = () => [], rule: ResourceTypesProps['rule'] = {}): Promise<void> {
  await aws?.stop();
  clock = new Clock();
  aws = await LocalAws.start(services(clock));
  asked = [];
  const record = (name: string) => (...values: unknown[]): void => {
    asked.push([name, ...values]);
  };
  const roles = {
    putRole: record('putRole'), removeRole: record('removeRole'), putPolicy: record('putPolicy'), removePolicy: record('removePolicy'),
    putManagedPolicy: record('putManagedPolicy'), removeManagedPolicy: record('removeManagedPolicy'),
  };
  const functions: FunctionHost = { put: record('put'), remove: record('remove'), invoke: record('invoke'), idle: async () => {} };
  types = resourceTypes({ server: aws, roles, functions, clock, rule });
}

export function typeOf(name: string): ResourceType {
  return types.find(({ type }) => type === name)!;
}

/** The types that there are, by name. */
export const typeNames = () => types.map(({ type }) => type);

/** What a stack asks of a type. */
export function request(type: string, properties: Properties, changes: Partial<ResourceRequest> = {}): ResourceRequest {
  return { ...STACK, logicalId: 'It', type, properties, stackTags: {}, assetFolder: key => `/assets/${key}`, ...changes };
}

export const create = (type: string, properties: Properties, changes?: Partial<ResourceRequest>): Promise<ResourceState> =>
  typeOf(type).create(request(type, properties, changes));

/** Updates a resource, whose stack had the tags `before` of the changes. */
export const update = (type: string, physicalId: string, from: Properties, to: Properties, stackTags: { before?: object; after?: object } = {}) =>
  typeOf(type).update({
    ...request(type, to, { stackTags: { ...stackTags.after } }), physicalId, previousProperties: from, previousStackTags: { ...stackTags.before },
  });

export const remove = (type: string, physicalId: string, properties: Properties = {}) =>
  typeOf(type).delete({ ...request(type, properties), physicalId });

/** The calls since this was asked last: operation and input, without the tokens of clients. */
export function calls(): [string, object][] {
  return aws.calls.splice(0).map(({ operation, input: { clientToken: _, ...input } }: Call) => [operation, input]);
}

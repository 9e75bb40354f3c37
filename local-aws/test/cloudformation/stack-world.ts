import type { OperationOptions } from '../../src/cloudformation/operation';
import { PartlyCreated, ResourceRequest, ResourceType } from '../../src/cloudformation/resource-type';
import { CloudFormation, Deployment } from '../../src/cloudformation/runner';
import type { Stack } from '../../src/cloudformation/stack';
import type { Template, TemplateResource } from '../../src/cloudformation/template';
import { Clock } from '../../src/world';

// A world of its own for each test that imports this, in which stacks have things that do nothing but be there.

export const HOME = { account: '111111111111', region: 'eu-west-1' };

/** A thing that a stack made. */
interface Thing {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, any>>;
  readonly tags: Readonly<Record<string, string>>;
}

export let clock: Clock;
export let cloudFormation: CloudFormation;

/** Everything that is there, by its physical id. */
export let things: Map<string, Thing>;

/** What was asked of types: what, of which resource, with which properties. */
export let asked: string[];

/** The statuses of the stack at which things were asked for. */
export let askedAt: string[];

let failures: { readonly what: string | RegExp; after: number; times: number; readonly leaves: boolean }[];
let made: number;
let seen: number;

beforeEach(() => begin());

/** Begins a world. */
export function begin(options: OperationOptions = {}, more: readonly ResourceType[] = []): void {
  clock = new Clock();
  things = new Map();
  asked = [];
  askedAt = [];
  failures = [];
  made = 0;
  seen = 0;
  cloudFormation = new CloudFormation({ clock, types: [thing('Test::Thing'), thing('Test::Untagged', false), ...more], ...options });
}

/**
 * Lets operations fail, such as `create A` or `delete A-1`.
 *
 * @param after How often they go well before.
 * @param leaves Whether something is left behind.
 */
export function fail(what: string | RegExp, { after = 0, times = 1, leaves = false } = {}): void {
  failures.push({ what, after, times, leaves });
}

/** A type whose `Value` is updated in place, whose `Key` replaces, and whose `Moves` makes it answer an update with another id. */
function thing(type: string, takesStackTags = true): ResourceType {
  const note = (verb: string, { logicalId, stackName, properties }: ResourceRequest, physicalId?: string): void => {
    asked.push([verb, physicalId ?? logicalId, ...verb === 'delete' ? [] : [JSON.stringify(properties)]].join(' '));
    askedAt.push(cloudFormation.stack({ ...HOME, stackName })!.status);
    const doing = `${verb} ${physicalId ?? logicalId}`;
    const concerned = failures.filter(({ what, times }) => times > 0 && (typeof what === 'string' ? what === doing : what.test(doing)));
    const failure = concerned.find(({ after }) => after === 0);
    concerned.filter(({ after }) => after > 0).forEach(it => it.after--);
    if (failure === undefined) {
      return;
    }
    failure.times--;
    if (!failure.leaves) {
      throw new Error(`${doing} failed`);
    }
    throw new PartlyCreated(add({ logicalId, properties, tags: {} }), `${doing} failed`);
  };
  const add = (it: Thing): string => {
    const physicalId = `${it.logicalId}-${++made}`;
    things.set(physicalId, it);
    return physicalId;
  };
  const state = (physicalId: string, { properties: { Value } }: ResourceRequest) =>
    ({ physicalId, attributes: { Value, Name: { First: physicalId } } });
  return {
    type,
    takesStackTags,
    replacedBy: ['Key'],
    create: async request => {
      await later();
      note('create', request);
      return state(add({ logicalId: request.logicalId, properties: request.properties, tags: request.stackTags }), request);
    },
    update: async request => {
      await later();
      note('update', request, request.physicalId);
      const it = { logicalId: request.logicalId, properties: request.properties, tags: request.stackTags };
      if (request.properties.Moves !== request.previousProperties.Moves) {
        return state(add(it), request);
      }
      things.set(request.physicalId, it);
      return state(request.physicalId, request);
    },
    delete: async request => {
      await later();
      note('delete', request, request.physicalId);
      things.delete(request.physicalId);
    },
  };
}

const later = () => new Promise(setImmediate);

/** A resource of a template. */
export const a = (Properties: Readonly<Record<string, unknown>> = {}, others: Partial<TemplateResource> = {}): TemplateResource =>
  ({ Type: 'Test::Thing', Properties, ...others });

export const ref = (Ref: string) => ({ Ref });

type Changes = Partial<Omit<Template, 'Resources'>> & Partial<Omit<Deployment, 'template'>>;

/** A deployment of resources. What is in a template besides them can be given like the rest. */
export function of(Resources: Template['Resources'], changes: Changes = {}): Deployment {
  const { Outputs, Parameters, Conditions, Mappings, Metadata, Description, ...others } = changes;
  const template = JSON.parse(JSON.stringify({ Description, Metadata, Parameters, Mappings, Conditions, Resources, Outputs })) as Template;
  return { stackName: 'Stack', ...HOME, template, assetFolder: key => key, ...others };
}

export const deploy = (resources: Template['Resources'], changes?: Changes) => cloudFormation.deploy(of(resources, changes));
export const remove = (stackName = 'Stack') => cloudFormation.delete({ ...HOME, stackName });

/** What happened since this was asked last: status, logical id, physical id, reason. */
export function events(): string[] {
  const lines = cloudFormation.events.slice(seen).map(({ status, logicalId, physicalId, reason, type }) =>
    [status, type === 'AWS::CloudFormation::Stack' ? logicalId : physicalId ?? logicalId, ...reason === undefined ? [] : [`(${reason})`]].join(' '));
  seen = cloudFormation.events.length;
  return lines;
}

/** What was asked since this was asked last, and at which status of the stack. */
export function calls(): string[] {
  const statuses = askedAt.splice(0);
  return asked.splice(0).map((it, index) => `${statuses[index]}: ${it}`);
}

export const idsOf = (stack: Stack) => Object.fromEntries([...stack.resources.values()].map(({ logicalId, physicalId }) => [logicalId, physicalId]));

import { isDeepStrictEqual } from 'node:util';
import { serviceModel } from '../model/service-model';
import type { Service } from '../service';
import { ServiceError } from '../service-error';
import { Caller, Clock, Regional } from '../world';

/** A lifecycle policy as the service keeps it. */
interface LifecyclePolicy {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly status: string;
  readonly executionRole: string;
  readonly resourceType: string;
  readonly policyDetails: readonly Detail[];
  readonly resourceSelection: { readonly recipes?: readonly object[]; readonly tagMap?: object };
  readonly dateCreated: number;
  readonly dateUpdated: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags of a policy as answers have them: no answer has an empty map. */
function shownTags({ tags }: Pick<LifecyclePolicy, 'tags'>) {
  return Object.keys(tags).length > 0 ? { tags } : {};
}

/** What a request says of a policy. */
type Requested = Omit<LifecyclePolicy, 'arn' | 'status' | 'dateCreated' | 'dateUpdated' | 'tags'> & { readonly status?: string };

interface Detail {
  readonly action: {
    readonly type: string;
    readonly includeResources?: { readonly amis?: boolean; readonly snapshots?: boolean; readonly containers?: boolean };
  };
  readonly filter: { readonly type: string; readonly unit?: string };
  readonly exclusionRules?: { readonly amis?: { readonly isPublic?: boolean } };
}

/**
 * EC2 Image Builder: lifecycle policies and their tags.
 *
 * Modelled from the API reference (CreateLifecyclePolicy, UpdateLifecyclePolicy, DeleteLifecyclePolicy) and the user guide
 * (create-lifecycle-policies). What the model of the service says of single fields is not repeated here.
 */
export function imageBuilder(clock: Clock): Service {
  const policies = new Regional<LifecyclePolicy>();
  const answered = new Regional<{ readonly input: object; readonly output: object }>();

  /** The same token returns the first answer, without doing it again; with other parameters it is refused. */
  const once = (caller: Caller, input: { clientToken: string }, act: () => object): object => {
    const before = answered.of(caller).get(input.clientToken);
    if (before && !isDeepStrictEqual(before.input, input)) {
      throw new ServiceError('IdempotentParameterMismatchException', 'The client token was used with other parameters.');
    }
    const output = before?.output ?? act();
    answered.of(caller).set(input.clientToken, { input, output });
    return output;
  };

  const find = (caller: Caller, arn: string, code: string): LifecyclePolicy => {
    const policy = policies.of(caller).get(arn);
    if (!policy) {
      throw new ServiceError(code, `The lifecycle policy ${arn} does not exist.`);
    }
    return policy;
  };

  return {
    model: serviceModel('imagebuilder/2019-12-02'),
    invalidRequest: [{ code: 'InvalidRequestException' }, { code: 'InvalidParameterException' }],
    operations: {
      CreateLifecyclePolicy: (input, caller) => once(caller, input, () => {
        refuse(input);
        // Names that differ only in case, spaces or underscores are one name.
        const arn = `arn:aws:imagebuilder:${caller.region}:${caller.account}:lifecycle-policy/${normalised(input.name)}`;
        if (policies.of(caller).has(arn)) {
          throw new ServiceError('ResourceAlreadyExistsException', `A lifecycle policy with the name ${normalised(input.name)} exists already.`);
        }
        const { clientToken, tags = {}, ...properties } = input;
        policies.of(caller).set(arn, { arn, ...stored(properties), dateCreated: clock.now(), dateUpdated: clock.now(), tags });
        return { clientToken, lifecyclePolicyArn: arn };
      }),

      UpdateLifecyclePolicy: (input, caller) => once(caller, input, () => {
        const { clientToken: _, lifecyclePolicyArn, ...properties } = input;
        const policy = find(caller, lifecyclePolicyArn, 'InvalidRequestException');
        refuse(input);
        if (properties.resourceType !== policy.resourceType) {
          throw new ServiceError('InvalidRequestException', 'The resource type of a lifecycle policy cannot be changed.');
        }
        // The whole configuration is replaced: what the request leaves out is gone, and the policy enabled again.
        const { arn, name, dateCreated, tags } = policy;
        policies.of(caller).set(arn, { arn, ...stored({ ...properties, name }), dateCreated, dateUpdated: clock.now(), tags });
        return { lifecyclePolicyArn };
      }),

      GetLifecyclePolicy: ({ lifecyclePolicyArn }, caller) => {
        const { tags, ...policy } = find(caller, lifecyclePolicyArn, 'InvalidRequestException');
        return { lifecyclePolicy: { ...policy, ...shownTags({ tags }) } };
      },

      DeleteLifecyclePolicy: ({ lifecyclePolicyArn }, caller) => {
        find(caller, lifecyclePolicyArn, 'InvalidRequestException');
        policies.of(caller).delete(lifecyclePolicyArn);
        return { lifecyclePolicyArn };
      },

      ListLifecyclePolicies: ({ maxResults = 25, nextToken = '0' }, caller) => {
        const all = [...policies.of(caller).values()];
        const [from, to] = [Number(nextToken), Number(nextToken) + maxResults];
        return {
          lifecyclePolicySummaryList: all.slice(from, to)
            .map(({ policyDetails: _, resourceSelection: __, tags, ...summary }) => ({ ...summary, ...shownTags({ tags }) })),
          ...to < all.length ? { nextToken: String(to) } : {},
        };
      },

      TagResource: ({ resourceArn, tags }, caller) => {
        const policy = find(caller, resourceArn, 'ResourceNotFoundException');
        policies.of(caller).set(resourceArn, { ...policy, tags: { ...policy.tags, ...tags } });
        return {};
      },

      UntagResource: ({ resourceArn, tagKeys }, caller) => {
        const policy = find(caller, resourceArn, 'ResourceNotFoundException');
        const tags = Object.fromEntries(Object.entries(policy.tags).filter(([key]) => !tagKeys.includes(key)));
        policies.of(caller).set(resourceArn, { ...policy, tags });
        return {};
      },

      ListTagsForResource: ({ resourceArn }, caller) => shownTags(find(caller, resourceArn, 'ResourceNotFoundException')),
    },
  };
}

/** To what the service normalises spaces and underscores is not documented; that names which differ by them are one name is. */
function normalised(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '-');
}

/** What the service adds: a policy without a status is enabled, and AMI exclusions without `isPublic` have it as false. */
function stored(properties: Requested): Requested & { readonly status: string } {
  return {
    ...properties,
    status: properties.status ?? 'ENABLED',
    policyDetails: properties.policyDetails.map(detail => detail.exclusionRules?.amis
      ? { ...detail, exclusionRules: { ...detail.exclusionRules, amis: { isPublic: false, ...detail.exclusionRules.amis } } }
      : detail),
  };
}

/** Refuses what the API reference forbids beyond single fields. Which error the service uses is not documented. */
function refuse({ resourceType, policyDetails, resourceSelection }: Requested): void {
  const broken: string[] = [];
  if ((resourceSelection.recipes === undefined) === (resourceSelection.tagMap === undefined)) {
    broken.push('Specify either recipes or a tag map.');
  }
  const actions = policyDetails.map(({ action }) => action.type);
  if (new Set(actions).size < actions.length) {
    broken.push('Each rule must have another action.');
  }
  for (const { action, filter, exclusionRules } of policyDetails) {
    const { amis = false, snapshots = false, containers = false } = action.includeResources ?? {};
    const forContainers = resourceType === 'CONTAINER_IMAGE';
    if (forContainers && (action.type !== 'DELETE' || amis || snapshots || exclusionRules?.amis)) {
      broken.push('A container policy can only delete containers.');
    }
    if (!forContainers && containers) {
      broken.push('An AMI policy has no containers.');
    }
    if (action.type !== 'DELETE' && (snapshots || containers || filter.type === 'COUNT')) {
      broken.push(`${action.type} takes AMIs only, and filters by age.`);
    }
    if (snapshots && !amis) {
      broken.push('Snapshots go only with their AMIs.');
    }
    if (filter.type === 'AGE' && filter.unit === undefined) {
      broken.push('An age has a unit.');
    }
  }
  if (broken.length > 0) {
    throw new ServiceError('InvalidRequestException', broken.join(' '));
  }
}

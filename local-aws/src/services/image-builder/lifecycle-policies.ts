import { normalised, paged, shownTags, Store } from './store';
import type { Operation } from '../../service';
import { ServiceError, StandInFault } from '../../service-error';

/** A lifecycle policy as the service keeps it. */
export interface LifecyclePolicy {
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
 * Lifecycle policies. They do not run.
 *
 * Modelled from the API reference (CreateLifecyclePolicy, UpdateLifecyclePolicy, DeleteLifecyclePolicy) and the user guide
 * ("Create lifecycle policies"). What the model of the service says of single fields is not repeated here.
 */
export function lifecyclePolicyOperations(store: Store): Record<string, Operation> {
  const { lifecyclePolicies: policies, tokens, clock } = store;
  return {
    CreateLifecyclePolicy: (input, caller) => tokens.once(caller, input, () => {
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

    UpdateLifecyclePolicy: (input, caller) => tokens.once(caller, input, () => {
      const { clientToken: _, lifecyclePolicyArn, ...properties } = input;
      const policy = store.lifecyclePolicy(caller, lifecyclePolicyArn);
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
      const { tags, ...policy } = store.lifecyclePolicy(caller, lifecyclePolicyArn);
      return { lifecyclePolicy: { ...policy, ...shownTags({ tags }) } };
    },

    DeleteLifecyclePolicy: ({ lifecyclePolicyArn }, caller) => {
      store.lifecyclePolicy(caller, lifecyclePolicyArn);
      policies.of(caller).delete(lifecyclePolicyArn);
      return { lifecyclePolicyArn };
    },

    ListLifecyclePolicies: ({ filters, ...input }, caller) => {
      if (filters !== undefined) {
        throw new StandInFault('ListLifecyclePolicies with filters is not modelled');
      }
      const { items, nextToken } = paged([...policies.of(caller).values()], input, caller);
      return {
        lifecyclePolicySummaryList: items
          .map(({ policyDetails: _, resourceSelection: __, tags, ...summary }) => ({ ...summary, ...shownTags({ tags }) })),
        ...nextToken === undefined ? {} : { nextToken },
      };
    },
  };
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

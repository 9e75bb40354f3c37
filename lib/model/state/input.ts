import type { StateAppView } from './app-facts';
import type { StateUpdateProperties } from './properties';
import type { ClosedRepository } from '../../lifecycle/repositories';
import { known } from '../../private/resolvable';
import type { AmiExclusionProperties, IncludeResourcesProperties } from '../lifecycle/properties';
import type { PlacedExclusions } from '../lifecycle/rules/ami-exclusions';
import { flag } from '../sharing/share-policy-input';

/** What the author of an update wrote that its properties cannot say. */
export interface StateIntent {
  /** Whether the containers that are deleted are in repositories that the author gave. */
  readonly repositoriesGiven: boolean;

  /** The repositories that are deleted from, and that stay closed. */
  readonly closedRepositories: readonly ClosedRepository[];
}

/** What the rules look at: one update, and what is known around it. */
export interface StateSubject {
  readonly properties: StateUpdateProperties;

  /** What it is brought to, if that is known. */
  readonly state?: string;

  /** The AMI exclusions, if they are known. */
  readonly exclusions: PlacedExclusions;

  /** Absent if it is a raw template. */
  readonly intent?: StateIntent;

  /** Absent if nothing is known of the app. */
  readonly app?: StateAppView;

  /** Whether a kind of resource is included; `undefined` if that is unknown. */
  includes(kind: keyof IncludeResourcesProperties): boolean | undefined;
}

/** Prepares properties for the rules. */
export function subjectOf(properties: StateUpdateProperties, intent?: StateIntent, app?: StateAppView): StateSubject {
  const { IncludeResources: included, State: state } = properties;
  return {
    properties,
    state: known(state),
    exclusions: { path: 'ExclusionRules.Amis', exclusions: exclusionsOf(properties) },
    intent,
    app,
    includes(kind) {
      const include = known(included);
      return include === undefined && included !== undefined ? undefined : flag(include?.[kind]);
    },
  };
}

function exclusionsOf({ ExclusionRules: rules }: StateUpdateProperties): AmiExclusionProperties | undefined {
  return known(known(rules)?.Amis);
}

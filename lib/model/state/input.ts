import type { StateAppView } from './app-facts';
import type { StateUpdateProperties } from './properties';
import { ClosedRepository, isIncluded } from '../lifecycle/input';
import type { IncludeResourcesProperties } from '../lifecycle/properties';
import type { PlacedExclusions } from '../lifecycle/rules/ami-exclusions';
import type { TagsTakenForFunction } from '../lifecycle/rules/tag-maps';
import { Known, known, knownPartOf } from '../unknown';

/** What the author of an update wrote that its properties cannot say. */
export interface StateIntent {
  /** Whether the containers that are deleted are in repositories that the author gave. */
  readonly repositoriesGiven: boolean;

  /** The repositories that are deleted from, and that stay closed. */
  readonly closedRepositories: readonly ClosedRepository[];

  /** Maps of tags that CloudFormation takes for a function. */
  readonly tagsTakenForFunctions?: readonly TagsTakenForFunction[];
}

/** What the rules look at: one update, and what is known around it. */
export interface StateSubject {
  /** The known part of the properties. */
  readonly properties: Known<StateUpdateProperties>;

  /** The properties, of which any may be unknown. */
  readonly given: StateUpdateProperties;

  /** What it is brought to, if that is known. */
  readonly state?: string;

  /** The AMI exclusions, if they are known. */
  readonly exclusions: PlacedExclusions;

  /** Absent if it is a raw template. */
  readonly intent?: StateIntent;

  /** Absent if nothing is known of the app. */
  readonly app?: StateAppView;

  /** Tells whether a kind of resource is included; `undefined` if that is unknown. */
  includes(kind: keyof IncludeResourcesProperties): boolean | undefined;
}

/** Prepares properties for the rules. */
export function subjectOf(given: StateUpdateProperties, intent?: StateIntent, app?: StateAppView): StateSubject {
  const properties = knownPartOf(given);
  return {
    properties,
    given,
    state: properties.State,
    exclusions: {
      path: 'ExclusionRules.Amis',
      exclusions: properties.ExclusionRules?.Amis,
      given: known(known(given.ExclusionRules)?.Amis),
      isKnownRegion: app?.isKnownRegion,
    },
    intent,
    app,
    includes: kind => isIncluded(given.IncludeResources, kind),
  };
}

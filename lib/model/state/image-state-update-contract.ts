import { subjectOf } from './input';
import type { StateUpdateProperties } from './properties';
import { inWordsOfTheConstruct } from './property-names';
import { IMAGE_STATE_UPDATE_RULES } from './rules';
import { flag, listOf, mapOf, oneOf, optional, structure, text, wholeNumber } from '../codec';
import type { Contract } from '../contract';
import { mistakesIn } from '../rule';
import { principal, PrincipalSpec } from '../sharing/principals';

/** What an image of Image Builder can be brought to. */
export type TargetState = 'AVAILABLE' | 'DEPRECATED' | 'DISABLED' | 'DELETED';

/** What is changed beside the record of an image. */
export interface IncludedResources {
  readonly amis: boolean;
  readonly snapshots: boolean;
  readonly containers: boolean;
}

/** Which AMIs are left alone. */
export interface AmiExclusions {
  readonly isPublic?: boolean;
  readonly regions?: readonly string[];
  readonly sharedAccounts?: readonly string[];
  readonly lastLaunched?: { readonly value: number; readonly unit: string };
  readonly tagMap?: Readonly<Record<string, string>>;
}

/** With whom a share policy shares an AMI that it names itself: which build made it, only the deployment knows. */
export interface SharedAmi {
  readonly image: string;
  readonly launch: readonly PrincipalSpec[];
}

/** What an `ImageStateUpdate` asks of its handler. */
export interface ImageStateUpdateSpec {
  /** The ARN of an image build version. */
  readonly image: string;
  readonly state: TargetState;

  /** When the image is to be deprecated, as ISO 8601 in UTC. @default - at once */
  readonly updateAt?: string;

  /** @default - the record alone */
  readonly includeResources?: IncludedResources;
  readonly exclusionRules?: { readonly amis?: AmiExclusions };

  /** With which role Image Builder changes what is included. */
  readonly executionRole?: string;

  /** Roles of other accounts to which AMIs were distributed: with these they are looked at, and shared again. */
  readonly roleArns?: readonly string[];

  /** What becomes of the image when the resource goes. */
  readonly onRemoval: 'LEAVE' | 'MAKE_AVAILABLE';

  /** Who may launch from the AMIs, by what the share policies of the app declare for the image. */
  readonly sharedWith?: readonly PrincipalSpec[];

  /** AMIs that share policies of the app share, of which some may be those of the image. */
  readonly sharedAmis?: readonly SharedAmi[];
}

/**
 * The state before, the state now, the execution that brought it there, or `none`; and how many AMIs, snapshots or containers were
 * changed, skipped, or failed.
 */
export type ImageStateUpdateAttribute = 'PreviousState' | 'ResultingState' | 'ExecutionId' | 'ChangedCount' | 'SkippedCount' | 'FailedCount';

const properties = structure<ImageStateUpdateSpec>({
  image: text,
  state: oneOf('AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED'),
  updateAt: optional(text),
  includeResources: optional(structure<IncludedResources>({ amis: flag, snapshots: flag, containers: flag })),
  exclusionRules: optional(structure<{ readonly amis?: AmiExclusions }>({
    amis: optional(structure<AmiExclusions>({
      isPublic: optional(flag),
      regions: optional(listOf(text)),
      sharedAccounts: optional(listOf(text)),
      lastLaunched: optional(structure<{ readonly value: number; readonly unit: string }>({ value: wholeNumber, unit: text })),
      tagMap: optional(mapOf(text)),
    })),
  })),
  executionRole: optional(text),
  roleArns: optional(listOf(text)),
  onRemoval: oneOf('LEAVE', 'MAKE_AVAILABLE'),
  sharedWith: optional(listOf(principal)),
  sharedAmis: optional(listOf(structure<SharedAmi>({ image: text, launch: listOf(principal) }))),
});

export const IMAGE_STATE_UPDATE: Contract<ImageStateUpdateSpec, ImageStateUpdateAttribute> = {
  resourceType: 'Custom::ImageStateUpdate',
  version: 1,
  properties,
  check: spec => mistakesIn(IMAGE_STATE_UPDATE_RULES, subjectOf(properties.encode(spec) as StateUpdateProperties), inWordsOfTheConstruct),
  attributes: ['PreviousState', 'ResultingState', 'ExecutionId', 'ChangedCount', 'SkippedCount', 'FailedCount'],
};

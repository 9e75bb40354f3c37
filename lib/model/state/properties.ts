import type { Resolvable } from '../../private/resolvable';
import type { AmiExclusionProperties, IncludeResourcesProperties } from '../lifecycle/properties';

/** `ExclusionRules` of an update. */
export interface UpdateExclusionProperties {
  readonly Amis?: Resolvable<AmiExclusionProperties>;
}

/** The properties of a `Custom::ImageStateUpdate`, as in a template, of which any may be unknown. */
export interface StateUpdateProperties {
  readonly Image?: Resolvable<string>;
  readonly State?: Resolvable<string>;
  readonly UpdateAt?: Resolvable<string>;
  readonly IncludeResources?: Resolvable<IncludeResourcesProperties>;
  readonly ExclusionRules?: Resolvable<UpdateExclusionProperties>;
  readonly ExecutionRole?: Resolvable<string>;
  readonly RoleArns?: Resolvable<readonly Resolvable<string>[]>;
  readonly OnRemoval?: Resolvable<string>;
}

import type { AmiExclusionProperties, IncludeResourcesProperties } from '../lifecycle/properties';
import type { Unknowable } from '../unknown';

/** `ExclusionRules` of an update. */
export interface UpdateExclusionProperties {
  readonly Amis?: Unknowable<AmiExclusionProperties>;
}

/** The properties of a `Custom::ImageStateUpdate`, as in a template, of which any may be unknown. */
export interface StateUpdateProperties {
  readonly Image?: Unknowable<string>;
  readonly State?: Unknowable<string>;
  readonly UpdateAt?: Unknowable<string>;
  readonly IncludeResources?: Unknowable<IncludeResourcesProperties>;
  readonly ExclusionRules?: Unknowable<UpdateExclusionProperties>;
  readonly ExecutionRole?: Unknowable<string>;
  readonly RoleArns?: Unknowable<readonly Unknowable<string>[]>;
  readonly OnRemoval?: Unknowable<string>;
}

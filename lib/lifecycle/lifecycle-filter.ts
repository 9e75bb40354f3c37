import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { LifecycleAge } from './lifecycle-age';

/**
 * Options of a filter by age.
 */
export interface LifecycleAgeFilterOptions {
  /**
   * How many images of each recipe version stay, however old they are.
   *
   * A whole number from 1 to 10. It holds for each recipe version by itself: with a wildcard or tags, as many images
   * of every version stay.
   *
   * @default - none stays
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html
   */
  readonly retainAtLeast?: number;
}

/**
 * Which images a rule deletes.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html
 */
export class LifecycleFilter {
  /**
   * Images that are older than an age.
   *
   * @param age 1 to 1000 days, weeks, months or years.
   * @param options What stays nevertheless.
   */
  public static age(age: LifecycleAge, options: LifecycleAgeFilterOptions = {}): LifecycleFilter {
    return new LifecycleFilter({ type: 'AGE', ...age._render(), retainAtLeast: options.retainAtLeast });
  }

  /**
   * All images but the newest ones of each recipe version.
   *
   * Image Builder counts the images of each recipe version by itself. A recipe that gets a new version with each build
   * has one image in each, and a count deletes none of them: filter by age there.
   *
   * @param imagesToKeep How many images of each recipe version stay, a whole number from 1 to 1000.
   */
  public static count(imagesToKeep: number): LifecycleFilter {
    return new LifecycleFilter({ type: 'COUNT', value: imagesToKeep });
  }

  private constructor(private readonly properties: CfnLifecyclePolicy.FilterProperty) {}

  /**
   * @internal
   */
  public _render(): CfnLifecyclePolicy.FilterProperty {
    return this.properties;
  }
}

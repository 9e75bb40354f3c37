import type { Duration } from 'aws-cdk-lib';
import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';

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

/**
 * An age of images in the unit in which it was written.
 *
 * Image Builder counts from the day on which the image resource was created, and looks once a day. An age is 1 to 1000 whole days, weeks,
 * months or years; the time since the last launch of an AMI is 1 to 365 whole days, weeks, months or years.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html
 */
export class LifecycleAge {
  /**
   * An age in whole days.
   *
   * @param amount Whole days: 1 to 1000, since the last launch 1 to 365. May be a token.
   */
  public static days(amount: number): LifecycleAge {
    return new LifecycleAge(amount, 'DAYS');
  }

  /**
   * An age in whole weeks.
   *
   * @param amount Whole weeks: 1 to 1000, since the last launch 1 to 365. May be a token.
   */
  public static weeks(amount: number): LifecycleAge {
    return new LifecycleAge(amount, 'WEEKS');
  }

  /**
   * An age in calendar months.
   *
   * @param amount Whole months: 1 to 1000, since the last launch 1 to 365. May be a token.
   */
  public static months(amount: number): LifecycleAge {
    return new LifecycleAge(amount, 'MONTHS');
  }

  /**
   * An age in calendar years.
   *
   * @param amount Whole years: 1 to 1000, since the last launch 1 to 365. May be a token.
   */
  public static years(amount: number): LifecycleAge {
    return new LifecycleAge(amount, 'YEARS');
  }

  /**
   * An age in days, from a duration.
   *
   * A duration that is no whole number of days, such as 36 hours, is refused when the app is synthesised.
   * `Duration` knows neither weeks nor months: write those with `weeks` and `months`.
   *
   * @param duration 1 to 1000 days, since the last launch 1 to 365, or hours or minutes that make whole days. May hold a token only if
   *   it is in days.
   */
  public static fromDuration(duration: Duration): LifecycleAge {
    if (duration.isUnresolved() && duration.unitLabel() !== 'days') {
      throw new Error(`a LifecycleAge can be made of a token only in days, got a duration in ${duration.unitLabel()}: `
        + 'use Duration.days(token), or one of LifecycleAge.days, weeks, months and years');
    }
    return LifecycleAge.days(duration.toDays({ integral: false }));
  }

  private constructor(private readonly amount: number, private readonly unit: string) {}

  /**
   * @internal
   */
  public _render(): CfnLifecyclePolicy.LastLaunchedProperty {
    return { value: this.amount, unit: this.unit };
  }
}

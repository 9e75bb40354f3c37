import type { Duration } from 'aws-cdk-lib';
import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';

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

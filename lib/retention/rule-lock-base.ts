import type { IDependable } from 'constructs';
import { RuleLockEvents } from './rule-lock-events';

/**
 * What constructs that lock a retention rule have in common. Its resource is the default child.
 *
 * @internal
 */
export abstract class RuleLockBase extends RuleLockEvents {
  /**
   * Locks the rule only after something else of the app is deployed, so that what fails before leaves nothing locked behind.
   *
   * What is given is there before, and in a deletion stays until after. What refers to an attribute of this construct cannot be waited
   * for.
   *
   * @param dependencies What the lock waits for.
   */
  public lockAfter(...dependencies: IDependable[]): void {
    // The resource alone: what filters its events is below this construct as well, and may be what is waited for.
    this.node.defaultChild!.node.addDependency(...dependencies);
  }
}

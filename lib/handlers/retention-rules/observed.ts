/** A retention rule as it is. */
export interface ObservedRule {
  readonly id: string;
  readonly arn: string;
  readonly resourceType: string;
  readonly retentionDays: number;

  /** Empty, if there is none. */
  readonly description: string;

  /** Whether it retains anything yet. */
  readonly isAvailable: boolean;

  /** Whether it is for all that its Region has of the type, or there are tags that select or exclude. */
  readonly isForAll: boolean;

  /** Absent if it was never locked. */
  readonly lockState?: 'locked' | 'pending_unlock' | 'unlocked';

  /** The delay of the lock that it has, or had last. */
  readonly unlockDelayDays?: number;

  /** Until when a rule that is being unlocked stays protected, in ISO 8601. */
  readonly lockEndTime?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether the lock of a rule forbids to change or delete it. */
export function isProtected({ lockState }: ObservedRule): boolean {
  return lockState === 'locked' || lockState === 'pending_unlock';
}

/** The id in an ARN; nothing, if it is none of a rule. */
export function ruleIdIn(text: string | undefined): string | undefined {
  return /^arn:[^:]+:rbin:[^:]*:[^:]*:rule\/([0-9a-zA-Z]{11})$/.exec(text ?? '')?.[1];
}

/** The ARN of a rule where a stack is. */
export function ruleArnOf(ruleId: string, stackId: string): string {
  const [, partition, , region, account] = stackId.split(':');
  return `arn:${partition}:rbin:${region}:${account}:rule/${ruleId}`;
}

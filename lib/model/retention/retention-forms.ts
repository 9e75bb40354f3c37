// How retention rules are written. Both sides of a custom resource ask: constructs what is known at synthesis, handlers what was not.
// So nothing of the CDK is here.

/** What Recycle Bin retains. */
export const RETAINED_TYPES = ['EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME'] as const;

/** A type of resource that Recycle Bin retains. */
export type RetainedType = typeof RETAINED_TYPES[number];

/** For how many days resources of a type are retained at least. */
export const SHORTEST_RETENTION = 1;

/** For how many days resources of a type are retained at most. */
export const LONGEST_RETENTION: Readonly<Record<RetainedType, number>> = { EBS_SNAPSHOT: 365, EC2_IMAGE: 365, EBS_VOLUME: 7 };

/** For how many days a rule stays protected after it was unlocked, at least. */
export const SHORTEST_UNLOCK_DELAY = 7;

/** The same, at most. */
export const LONGEST_UNLOCK_DELAY = 30;

/** The id of a retention rule. */
export const RULE_ID = /^[0-9a-zA-Z]{11}$/;

/** The ARN of a retention rule, in any partition. */
export const RULE_ARN = /^arn:aws[^:]*:rbin:[a-z0-9-]+:[0-9]{12}:rule\/[0-9a-zA-Z]{11}$/;

/** What a rule is described as: one line, in which blanks are the only white space. */
export const RULE_DESCRIPTION = /^[\S ]{0,255}$/;

/** How many tags a rule has at most. */
export const RULE_TAGS = 50;

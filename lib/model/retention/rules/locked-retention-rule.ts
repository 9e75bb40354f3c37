import { knownTagsOf } from './tags';
import { countProblems, formProblems } from '../../limit';
import type { Rule } from '../../rule';
import { known } from '../../unknown';
import type { RetentionSubject } from '../input';
import { LIMITS, PAGES } from '../limits';
import { OWN_TAGS } from '../rule-lock-contract';

/** How many tags a rule can have beside those of the library. */
const OTHER_TAGS = { ...LIMITS.tags, max: LIMITS.tags.max - OWN_TAGS.length };

/** Rules that hold for a `LockedRetentionRule` besides. */
export const LOCKED_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'UnlockedNeedsCustomResource',
    severity: 'error',
    summary: 'A rule that CloudFormation locks is not unlocked by it.',
    see: PAGES.resource,
    * check({ locking }) {
      if (locking?.mechanism === 'CLOUDFORMATION' && locking.isUnlocked) {
        yield {
          path: 'LockConfiguration',
          message: 'must not be RuleLock.unlocked() with LockMechanism.CLOUDFORMATION',
          remedy: 'use LockMechanism.CUSTOM_RESOURCE: what CloudFormation does to a rule whose lock configuration disappears is not documented',
        };
      }
    },
  },
  {
    id: 'NeedsCustomResource',
    severity: 'error',
    summary: 'What only a custom resource can do is not asked of CloudFormation.',
    see: PAGES.resource,
    * check({ locking }) {
      for (const path of locking?.mechanism === 'CLOUDFORMATION' ? locking.needsCustomResource : []) {
        yield { path, message: 'must not be set with LockMechanism.CLOUDFORMATION', remedy: 'leave it out, or use LockMechanism.CUSTOM_RESOURCE' };
      }
    },
  },
  {
    id: 'RetainedByCloudFormation',
    severity: 'error',
    summary: 'A rule that CloudFormation locks is retained by it.',
    see: PAGES.resource,
    * check({ locking }) {
      const { deletion, replacement } = locking?.removal ?? { deletion: 'Retain', replacement: 'Retain' };
      if (deletion !== 'Retain' || replacement !== 'Retain') {
        yield {
          path: 'LockMechanism',
          value: { DeletionPolicy: deletion, UpdateReplacePolicy: replacement },
          message: 'must leave the removal policy RETAIN with LockMechanism.CLOUDFORMATION',
          remedy: 'change no removal policy of it: CloudFormation cannot delete a locked rule, and its stack would fail until the unlock delay is over',
        };
      }
    },
  },
  {
    id: 'RuleIdFormat',
    severity: 'error',
    summary: `The id of a rule has ${LIMITS.ruleId.form}.`,
    see: LIMITS.ruleId.see,
    check: ({ locking }) => formProblems('ExistingRuleId', known(locking?.existingRuleId), LIMITS.ruleId, ...RULE_ID_WORDS),
  },
  {
    id: 'OwnTagCount',
    severity: 'error',
    summary: `A rule that a custom resource locks has at most ${OTHER_TAGS.max} tags of yours: ${OWN_TAGS.length} of the ${LIMITS.tags.max} are kept for the library.`,
    see: LIMITS.tags.see,
    * check({ properties, locking }) {
      const count = properties.Tags?.length ?? 0;
      // More than a rule can have at all are told of already.
      if (locking?.mechanism === 'CUSTOM_RESOURCE' && count <= LIMITS.tags.max) {
        yield* countProblems('Tags', count, OTHER_TAGS, `use fewer tags: ${OWN_TAGS.length} of the ${LIMITS.tags.max} that a rule can have are kept for the library`);
      }
    },
  },
  {
    id: 'OwnTagKey',
    severity: 'error',
    summary: 'No tag has a key with which the library marks rules.',
    see: LIMITS.tags.see,
    * check({ given }) {
      for (const { path, tag } of knownTagsOf(given)) {
        const key = tag.Key;
        if (key !== undefined && (OWN_TAGS as readonly string[]).includes(key)) {
          yield { path: `${path}.Key`, value: key, message: 'must not be a key with which this library marks the rules that it made', remedy: 'rename the tag' };
        }
      }
    },
  },
];

/** The form of a rule id in words, and the remedy for another. */
export const RULE_ID_WORDS = [LIMITS.ruleId.form, 'give the id as Recycle Bin shows it, and neither the name nor the ARN'] as const;

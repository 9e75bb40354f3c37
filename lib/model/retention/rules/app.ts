import { known, number } from '../../../private/resolvable';
import type { Rule } from '../../rule';
import type { RetentionSubject } from '../input';
import { PAGES } from '../limits';

/** Rules over a rule and others of its account and Region. */
export const APP_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'SnapshotsRetainedAsLong',
    severity: 'warning',
    summary: 'The snapshots of AMIs are retained for at least as long as the AMIs.',
    see: PAGES.considerations,
    * check({ properties, app }) {
      const days = number(known(properties.RetentionPeriod)?.RetentionPeriodValue);
      const ofSnapshots = app?.snapshotDays;
      if (known(properties.ResourceType) === 'EC2_IMAGE' && days !== undefined && ofSnapshots !== undefined && ofSnapshots < days) {
        yield {
          path: 'RetentionPeriod.RetentionPeriodValue',
          value: days,
          message: ofSnapshots === 0
            ? 'should not be that of AMIs alone: no rule of this app retains the snapshots of all AMIs that this one retains'
            : `should not be longer than the ${ofSnapshots} days for which this app retains the snapshots of all these AMIs`,
          remedy: `retain snapshots with a rule of the same level, or of the whole Region, for at least ${days} days, or acknowledge this if another app does: `
            + 'an AMI in the Recycle Bin cannot be restored once its snapshots are gone',
        };
      }
    },
  },
];

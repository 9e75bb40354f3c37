import { excludesAmis } from '../../lifecycle/rules/ami-exclusions';
import type { Rule } from '../../rule';
import { known, UNKNOWN } from '../../unknown';
import type { StateSubject } from '../input';
import { PAGES } from '../limits';

const KINDS = ['Amis', 'Snapshots', 'Containers'] as const;

/** Rules over several fields of one update. */
export const COMBINATION_RULES: readonly Rule<StateSubject>[] = [
  {
    id: 'RoleWithResources',
    severity: 'error',
    summary: 'There is an execution role and something included, or neither.',
    see: PAGES.update,
    * check({ given: { ExecutionRole: role, IncludeResources: included }, state, intent }) {
      // A token that a construct has is there; what a template decides may not be.
      const isThere = role !== undefined && (role !== UNKNOWN || intent !== undefined);
      if (isThere && included === undefined && state !== 'DELETED') {
        yield {
          path: 'ExecutionRole',
          value: known(role),
          message: 'must not be set where only the record of the image changes',
          remedy: 'leave the role out, or include the AMIs',
        };
      } else if (role === undefined && known(included) !== undefined) {
        yield {
          path: 'ExecutionRole',
          message: 'is required where AMIs, snapshots or containers are included',
          remedy: 'give a role with which Image Builder changes them, or include nothing',
        };
      }
    },
  },
  {
    id: 'SomethingIncluded',
    severity: 'error',
    summary: 'What is included names at least one of AMIs, snapshots and containers.',
    see: PAGES.includeResources,
    * check({ given, includes }) {
      if (given.IncludeResources !== undefined && KINDS.every(kind => includes(kind) === false)) {
        yield { path: 'IncludeResources', message: 'must include something', remedy: 'include the AMIs or the containers, or leave it out with the role' };
      }
    },
  },
  {
    id: 'DeletionIncludesResources',
    severity: 'error',
    summary: 'A deletion includes AMIs or containers: Image Builder deletes no record alone by an update.',
    see: PAGES.update,
    * check({ given, state }) {
      if (state === 'DELETED' && given.IncludeResources === undefined) {
        yield {
          path: 'IncludeResources',
          message: 'is required where the image is deleted',
          remedy: 'include the AMIs or the containers; to delete the record alone, use the API DeleteImage',
        };
      }
    },
  },
  {
    id: 'OnlyDeletionIncludesSnapshotsOrContainers',
    severity: 'error',
    summary: 'Snapshots and containers are included only where the image is deleted.',
    see: PAGES.includeResources,
    * check({ state, includes }) {
      for (const kind of ['Snapshots', 'Containers'] as const) {
        if (state !== undefined && state !== 'DELETED' && includes(kind)) {
          yield {
            path: `IncludeResources.${kind}`, value: true, message: `must not be set where the image is to be ${state}`, remedy: 'include Amis only',
          };
        }
      }
    },
  },
  {
    id: 'SnapshotsNeedAmis',
    severity: 'error',
    summary: 'Snapshots are included only together with their AMIs.',
    see: PAGES.includeResources,
    * check({ state, includes }) {
      if (state === 'DELETED' && includes('Snapshots') && includes('Amis') === false) {
        yield {
          path: 'IncludeResources.Snapshots',
          value: true,
          message: 'must not be set without Amis',
          remedy: 'include the AMIs as well: a snapshot cannot go while its AMI is there',
        };
      }
    },
  },
  {
    id: 'AmisOrContainers',
    severity: 'error',
    summary: 'AMIs and containers are not included together: no image has both.',
    see: PAGES.includeResources,
    * check({ state, includes }) {
      if (state === 'DELETED' && includes('Amis') && includes('Containers')) {
        yield { path: 'IncludeResources.Containers', value: true, message: 'must not be set beside Amis', remedy: 'include what the image has' };
      }
    },
  },
  {
    id: 'OnlyDeprecationIsScheduled',
    severity: 'error',
    summary: 'Only a deprecation has a time.',
    see: PAGES.update,
    * check({ properties, state }) {
      const at = properties.UpdateAt;
      if (at !== undefined && state !== undefined && state !== 'DEPRECATED') {
        yield {
          path: 'UpdateAt',
          value: at,
          message: `must not be set where the image is to be ${state}`,
          remedy: 'leave it out: everything but a deprecation happens at once',
        };
      }
    },
  },
  {
    id: 'ExclusionsNeedAmis',
    severity: 'error',
    summary: 'AMIs are excluded only where AMIs are included.',
    see: PAGES.exclusionRules,
    * check({ exclusions: { path, given }, includes }) {
      if (excludesAmis(given) && includes('Amis') === false) {
        yield { path, message: 'must not be set where no AMIs are included', remedy: 'leave the exclusions out, or include the AMIs' };
      }
    },
  },
  {
    id: 'DeletedStaysDeleted',
    severity: 'error',
    summary: 'What is deleted is not made available on removal.',
    see: PAGES.update,
    * check({ properties, state }) {
      if (state === 'DELETED' && properties.OnRemoval === 'MAKE_AVAILABLE') {
        yield { path: 'OnRemoval', value: 'MAKE_AVAILABLE', message: 'must be LEAVE where the image is deleted', remedy: 'leave it out: nothing brings a deleted image back' };
      }
    },
  },
];

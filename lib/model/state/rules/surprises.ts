import { exclusionsOf } from './fields';
import { CREATED_BY_TAG, excludesAmis, UNKNOWN_REGION, wherever } from '../../lifecycle/rules/ami-exclusions';
import type { Rule } from '../../rule';
import type { StateSubject } from '../input';
import { PAGES } from '../limits';

/** What the service accepts in one update, though its author will hardly have meant it. */
export const SURPRISE_RULES: readonly Rule<StateSubject>[] = [
  {
    id: 'SnapshotsOutliveAmis',
    severity: 'warning',
    summary: 'Deleting AMIs without their snapshots leaves the snapshots, which go on costing.',
    see: PAGES.includeResources,
    * check({ state, includes }) {
      if (state === 'DELETED' && includes('Amis') && includes('Snapshots') === false) {
        yield {
          path: 'IncludeResources.Snapshots',
          message: 'should be set where AMIs are deleted',
          remedy: 'include the snapshots, or remove them by other means: they outlive their AMI and go on costing',
        };
      }
    },
  },
  {
    id: 'ExclusionsKeepRecord',
    severity: 'warning',
    summary: 'A deletion that leaves an AMI alone leaves the record of the image as well.',
    see: PAGES.update,
    * check({ state, exclusions: { path, given }, includes }) {
      if (state === 'DELETED' && excludesAmis(given) && includes('Amis') !== false) {
        yield {
          path,
          message: 'may keep the record of the image where it is deleted',
          remedy: 'expect the image to stay if any of its AMIs is left alone, and the others to go all the same; or exclude nothing',
        };
      }
    },
  },
  wherever(exclusionsOf, CREATED_BY_TAG),
  wherever(exclusionsOf, UNKNOWN_REGION),
  {
    id: 'RolesNeedAmis',
    severity: 'warning',
    summary: 'Roles of other accounts have no effect where no AMIs are included.',
    see: PAGES.includeResources,
    * check({ properties, includes }) {
      if ((properties.RoleArns?.length ?? 0) > 0 && includes('Amis') === false) {
        yield { path: 'RoleArns', message: 'has no effect where no AMIs are included', remedy: 'leave the roles out, or include the AMIs' };
      }
    },
  },
  {
    id: 'RepositoryAccessTag',
    severity: 'warning',
    summary: 'Containers are deleted only from repositories with the tag `LifecycleExecutionAccess: EC2 Image Builder`.',
    see: PAGES.prerequisites,
    * check({ state, includes, intent }) {
      if (state !== 'DELETED' || !includes('Containers') || !intent) {
        return;
      }
      const path = 'IncludeResources.Containers';
      const tag = 'needs the tag LifecycleExecutionAccess = EC2 Image Builder on';
      if (!intent.repositoriesGiven) {
        yield {
          path,
          message: `${tag} each ECR repository, and names no repository to tag`,
          remedy: 'give the repositories to the state, or make sure that whoever owns them tags them: without the tag the deletion fails',
        };
      }
      for (const { path: repository, reason } of intent.closedRepositories) {
        yield {
          path,
          value: repository,
          message: `${tag} this repository, which ${reason}`,
          remedy: 'see to the tag where the repository is defined: without it the deletion fails',
        };
      }
    },
  },
];

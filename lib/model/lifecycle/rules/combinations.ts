import type { Rule } from '../../rule';
import { inside, known } from '../../unknown';
import type { Detail, Subject } from '../input';
import { PAGES } from '../limits';
import type { FilterProperties } from '../properties';

/** Rules over several fields of one policy. */
export const COMBINATION_RULES: readonly Rule<Subject>[] = [
  {
    id: 'OneResourceType',
    severity: 'error',
    summary: 'All rules of a policy govern the same type of resource: AMIs, or containers.',
    see: PAGES.create,
    * check({ details, intent }) {
      for (const { path, misplaced } of details) {
        if (misplaced) {
          yield {
            path,
            message: `must govern ${intent!.ruleTypes[0] === 'AMI_IMAGE' ? 'AMIs' : 'containers'}, as the first rule of the policy does`,
            remedy: 'write a policy for the AMIs and another one for the containers',
          };
        }
      }
    },
  },
  {
    id: 'OneRulePerAction',
    severity: 'error',
    summary: 'A policy has at most one rule for each action.',
    see: PAGES.detail,
    * check({ details }) {
      const first = new Map<string, Detail>();
      for (const detail of details.filter(({ misplaced }) => !misplaced)) {
        const { action, path } = detail;
        if (action !== undefined && first.has(action)) {
          yield {
            path: `${path}.Action.Type`,
            value: action,
            message: `must differ from the action of every other rule, and the ${ordinalOf(first.get(action)!)} rule has the same`,
            remedy: 'merge the two rules, or move one into a policy of its own',
          };
        } else if (action !== undefined) {
          first.set(action, detail);
        }
      }
    },
  },
  {
    id: 'ContainerPolicyOnlyDeletes',
    severity: 'error',
    summary: 'A container policy only deletes.',
    see: PAGES.action,
    * check({ properties, details }) {
      if (properties.ResourceType === 'CONTAINER_IMAGE') {
        for (const { path, action, misplaced } of details) {
          if (!misplaced && (action === 'DEPRECATE' || action === 'DISABLE')) {
            yield {
              path: `${path}.Action.Type`,
              value: action,
              message: 'must be DELETE in a container policy',
              remedy: 'container images can be deleted, but neither deprecated nor disabled',
            };
          }
        }
      }
    },
  },
  {
    id: 'ContainerPolicyWithoutAmis',
    severity: 'error',
    summary: 'A container policy includes neither AMIs nor snapshots.',
    see: PAGES.includeResources,
    * check({ properties, details }) {
      if (properties.ResourceType === 'CONTAINER_IMAGE') {
        for (const { path, includes, misplaced } of details) {
          for (const kind of ['Amis', 'Snapshots'] as const) {
            if (!misplaced && includes(kind)) {
              yield {
                path: `${path}.Action.IncludeResources.${kind}`,
                value: true,
                message: 'must not be set in a container policy',
                remedy: 'include Containers, or make it an AMI policy',
              };
            }
          }
        }
      }
    },
  },
  {
    id: 'ContainerPolicyWithoutAmiExclusions',
    severity: 'error',
    summary: 'A container policy has no AMI exclusions.',
    see: PAGES.exclusionRules,
    * check({ properties, details }) {
      if (properties.ResourceType === 'CONTAINER_IMAGE') {
        for (const { path, amiExclusions, misplaced } of details) {
          if (!misplaced && amiExclusions && Object.keys(amiExclusions).length > 0) {
            yield {
              path: `${path}.ExclusionRules.Amis`,
              message: 'must not be set in a container policy',
              remedy: 'exclude images by their tags',
            };
          }
        }
      }
    },
  },
  {
    id: 'AmiPolicyWithoutContainers',
    severity: 'error',
    summary: 'An AMI policy includes no containers.',
    see: PAGES.includeResources,
    * check({ properties, details }) {
      if (properties.ResourceType === 'AMI_IMAGE') {
        for (const { path, action, includes, misplaced } of details) {
          if (!misplaced && action === 'DELETE' && includes('Containers')) {
            yield {
              path: `${path}.Action.IncludeResources.Containers`,
              value: true,
              message: 'must not be set in an AMI policy',
              remedy: 'include Amis and Snapshots, or make it a container policy',
            };
          }
        }
      }
    },
  },
  {
    id: 'OnlyDeleteIncludesSnapshotsOrContainers',
    severity: 'error',
    summary: 'A rule that deprecates or disables includes AMIs only.',
    see: PAGES.includeResources,
    * check({ details }) {
      for (const { path, action, includes, misplaced } of details) {
        for (const kind of ['Snapshots', 'Containers'] as const) {
          if (!misplaced && (action === 'DEPRECATE' || action === 'DISABLE') && includes(kind)) {
            yield {
              path: `${path}.Action.IncludeResources.${kind}`,
              value: true,
              message: `must not be set in a rule that is to ${action.toLowerCase()} images`,
              remedy: 'include Amis only',
            };
          }
        }
      }
    },
  },
  {
    id: 'SnapshotsNeedAmis',
    severity: 'error',
    summary: 'A rule that deletes snapshots deletes their AMIs as well.',
    see: PAGES.includeResources,
    * check({ properties, details }) {
      for (const { path, action, includes } of details) {
        if (properties.ResourceType !== 'CONTAINER_IMAGE' && action === 'DELETE' && includes('Snapshots') && includes('Amis') === false) {
          yield {
            path: `${path}.Action.IncludeResources.Snapshots`,
            value: true,
            message: 'must not be set without Amis',
            remedy: 'include the AMIs as well: a snapshot cannot go while its AMI is there',
          };
        }
      }
    },
  },
  {
    id: 'RepositoriesNeedContainers',
    severity: 'error',
    summary: 'Repositories are given only to a rule that deletes containers from them.',
    see: PAGES.prerequisites,
    * check({ intent }) {
      for (const index of intent?.idleRepositories ?? []) {
        yield {
          path: `PolicyDetails[${index}].repositories`,
          message: 'must not be set in a rule that deletes records only, as the tag would open them to deletion',
          remedy: 'leave it out, or include the containers',
        };
      }
    },
  },
  {
    id: 'CountOnlyDeletes',
    severity: 'error',
    summary: 'Only a rule that deletes filters by count.',
    see: PAGES.filter,
    * check({ details }) {
      for (const { path, action, properties } of details) {
        const type = properties.Filter?.Type;
        if (type === 'COUNT' && (action === 'DEPRECATE' || action === 'DISABLE')) {
          yield {
            path: `${path}.Filter.Type`,
            value: type,
            message: `must be AGE in a rule that is to ${action.toLowerCase()} images`,
            remedy: 'filter by age, or delete',
          };
        }
      }
    },
  },
  {
    id: 'AgeNeedsUnit',
    severity: 'error',
    summary: 'A filter by age has a unit.',
    see: PAGES.filter,
    * check({ details }) {
      for (const { path, properties, given } of details) {
        if (properties.Filter?.Type === 'AGE' && inside(given.Filter, filter => filter.Unit) === undefined) {
          yield { path: `${path}.Filter.Unit`, message: 'is required by a filter by age', remedy: 'set DAYS, WEEKS, MONTHS or YEARS' };
        }
      }
    },
  },
  {
    id: 'CountStandsAlone',
    severity: 'error',
    summary: 'A filter by count has neither a unit nor `retainAtLeast`.',
    see: PAGES.filter,
    * check({ details }) {
      for (const { path, properties: { Filter: filter }, given } of details) {
        for (const name of ['Unit', 'RetainAtLeast'] as const) {
          if (filter?.Type === 'COUNT' && inside<FilterProperties, unknown>(given.Filter, it => it[name]) !== undefined) {
            yield {
              path: `${path}.Filter.${name}`,
              value: filter[name],
              message: 'must not be set in a filter by count',
              remedy: 'leave it out: the count itself says how many images are kept',
            };
          }
        }
      }
    },
  },
  {
    id: 'OneSelection',
    severity: 'error',
    summary: 'A policy selects by recipes or by tags, and not by both.',
    see: PAGES.selection,
    * check({ given }) {
      const selection = known(given.ResourceSelection);
      if (selection && (selection.Recipes === undefined) === (selection.TagMap === undefined)) {
        yield {
          path: 'ResourceSelection',
          message: `must have either Recipes or TagMap, and has ${selection.Recipes === undefined ? 'neither' : 'both'}`,
          remedy: 'select by one of them, and write another policy for the other',
        };
      }
    },
  },
];

function ordinalOf(detail: Detail): string {
  const index = Number(/\[([0-9]+)\]$/.exec(detail.path)![1]);
  return ['first', 'second', 'third'][index] ?? `${index + 1}th`;
}

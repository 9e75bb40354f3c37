import { CREATED_BY_TAG, excludesAmis, UNKNOWN_REGION, wherever } from './ami-exclusions';
import { exclusionsOf, recipesOf } from './fields';
import type { Problem, Rule } from '../../rule';
import { inside, Known, known } from '../../unknown';
import { Age, isNeverLonger } from '../calendar';
import type { Subject } from '../input';
import { PAGES } from '../limits';
import type { DetailProperties } from '../properties';

/** What the service accepts in one policy, though its author will hardly have meant it. */
export const SURPRISE_RULES: readonly Rule<Subject>[] = [
  {
    id: 'AgesIncrease',
    severity: 'warning',
    summary: 'Images are deprecated before they are disabled, and disabled before they are deleted.',
    see: PAGES.rules,
    * check({ details }) {
      const steps = ['DEPRECATE', 'DISABLE', 'DELETE']
        .flatMap(action => details.filter(detail => detail.action === action))
        .flatMap(({ path, properties, action }) => {
          const age = ageOf(properties);
          return age ? [{ path, action, age }] : [];
        });
      for (const [index, { path, action, age }] of steps.entries()) {
        const earlier = steps.slice(0, index).reverse().find(step => step.action !== action && isNeverLonger(age, step.age));
        if (earlier) {
          yield {
            path: `${path}.Filter.Value`,
            value: `${age.value} ${age.unit}`,
            message: `should be longer than the ${earlier.age.value} ${earlier.age.unit} after which images are ${PAST[earlier.action!]}`,
            remedy: `an image takes one step a day, and is first ${PAST[earlier.action!]}, then ${PAST[action!]} on a later day`,
          };
        }
      }
    },
  },
  {
    id: 'RecordOnlyDeletion',
    severity: 'warning',
    summary: 'Deleting only the image record leaves AMIs, snapshots or containers that nothing manages any more.',
    see: PAGES.includeResources,
    * check({ properties, details }) {
      const type = properties.ResourceType;
      const kind = type === 'CONTAINER_IMAGE' ? 'Containers' : 'Amis';
      for (const { path, action, includes } of details) {
        if (type !== undefined && action === 'DELETE' && includes(kind) === false) {
          yield {
            path: `${path}.Action.IncludeResources.${kind}`,
            message: 'should be set in a rule that deletes',
            remedy: `include them, or remove what is left by other means: ${kind === 'Amis' ? 'AMIs and snapshots' : 'containers'} outlive `
              + 'their record, go on costing, and no lifecycle policy finds them again',
          };
        }
      }
    },
  },
  {
    id: 'SnapshotsOutliveAmis',
    severity: 'warning',
    summary: 'Deleting AMIs without their snapshots leaves the snapshots, which go on costing.',
    see: PAGES.includeResources,
    * check({ details }) {
      for (const { path, action, includes } of details) {
        if (action === 'DELETE' && includes('Amis') && includes('Snapshots') === false) {
          yield {
            path: `${path}.Action.IncludeResources.Snapshots`,
            message: 'should be set in a rule that deletes AMIs',
            remedy: 'include the snapshots, or remove them by other means: they outlive their AMI and go on costing',
          };
        }
      }
    },
  },
  {
    id: 'ExclusionLeavesUnmanagedAmi',
    severity: 'warning',
    summary: 'A deletion that only AMI exclusions hold back may delete the record around an AMI that stays.',
    see: PAGES.sample,
    * check({ details }) {
      for (const { path, action, amiExclusions, given, includes } of details) {
        const pin = inside(given.ExclusionRules, rules => rules.TagMap);
        if (action === 'DELETE' && includes('Amis') !== false && excludesAmis(amiExclusions) && pin === undefined) {
          yield {
            path: `${path}.ExclusionRules.Amis`,
            message: 'should come with an exclusion by tags of the image in a rule that deletes',
            remedy: 'also exclude a tag that pins images, and put it on those to keep: an AMI exclusion may keep the AMI but not its record, '
              + 'and then nothing manages the AMI any more',
          };
        }
      }
    },
  },
  {
    id: 'RetentionCountsPerVersion',
    severity: 'warning',
    summary: 'A count and `retainAtLeast` hold for each recipe version, and not across the versions that a wildcard or tags select.',
    see: PAGES.rules,
    * check(subject) {
      const selection = known(subject.given.ResourceSelection);
      const wildcard = recipesOf(subject).map(([, recipe]) => recipe.SemanticVersion).find(version => version?.includes('x'));
      const scope = wildcard ?? (selection?.TagMap === undefined ? undefined : 'tags');
      for (const { path, action, properties: { Filter: filter }, given } of subject.details) {
        const name = filter?.Type === 'COUNT' ? 'Value' : 'RetainAtLeast';
        if (scope !== undefined && action === 'DELETE' && known(given.Filter)?.[name] !== undefined) {
          yield {
            path: `${path}.Filter.${name}`,
            value: filter?.[name],
            message: `holds for each recipe version by itself, and ${scope === 'tags' ? 'tags select' : `${scope} selects`} every version`,
            remedy: 'expect as many images of each version to stay, because Image Builder keeps no number across versions',
          };
        }
      }
    },
  },
  wherever(exclusionsOf, CREATED_BY_TAG),
  {
    id: 'ExclusionsWithoutAmis',
    severity: 'warning',
    summary: 'AMI exclusions have no effect in a rule that does not include the AMIs.',
    see: PAGES.amiExclusions,
    * check({ properties, details }) {
      for (const { path, amiExclusions, includes } of details) {
        if (properties.ResourceType === 'AMI_IMAGE' && excludesAmis(amiExclusions) && includes('Amis') === false) {
          yield {
            path: `${path}.ExclusionRules.Amis`,
            message: 'has no effect, because the rule acts on the record of the image only',
            remedy: 'include the AMIs, or exclude images by their tags',
          };
        }
      }
    },
  },
  {
    id: 'RetainAtLeastOnlyDeletes',
    severity: 'warning',
    summary: '`retainAtLeast` has no effect in a rule that deprecates or disables.',
    see: PAGES.filter,
    * check({ details }) {
      for (const { path, action, given } of details) {
        const retain = known(given.Filter)?.RetainAtLeast;
        if (retain !== undefined && (action === 'DEPRECATE' || action === 'DISABLE')) {
          yield {
            path: `${path}.Filter.RetainAtLeast`,
            value: known(retain),
            message: 'has no effect in a rule that does not delete',
            remedy: 'leave it out',
          };
        }
      }
    },
  },
  wherever(exclusionsOf, UNKNOWN_REGION),
  {
    id: 'RepositoryAccessTag',
    severity: 'warning',
    summary: 'Containers are deleted only from repositories with the tag `LifecycleExecutionAccess: EC2 Image Builder`.',
    see: PAGES.prerequisites,
    * check({ details, intent }): Iterable<Problem> {
      const deleting = details.find(({ action, includes }) => action === 'DELETE' && includes('Containers'));
      if (!deleting || !intent) {
        return;
      }
      const path = `${deleting.path}.Action.IncludeResources.Containers`;
      if (!intent.repositoriesGiven) {
        yield {
          path,
          message: 'needs the tag LifecycleExecutionAccess = EC2 Image Builder on each ECR repository, and the rule names no repository to tag',
          remedy: 'give the repositories to the rule, or make sure that whoever owns them tags them: without the tag every run fails',
        };
      }
      for (const { path: repository, reason } of intent.closedRepositories) {
        yield {
          path,
          value: repository,
          message: `needs the tag LifecycleExecutionAccess = EC2 Image Builder on this repository, which ${reason}`,
          remedy: 'see to the tag where the repository is defined: without it every run fails',
        };
      }
    },
  },
];

const PAST: Record<string, string> = { DEPRECATE: 'deprecated', DISABLE: 'disabled', DELETE: 'deleted' };

function ageOf({ Filter: filter }: Known<DetailProperties>): Age | undefined {
  const { Value: value, Unit: unit } = filter ?? {};
  return filter?.Type === 'AGE' && value !== undefined && unit !== undefined ? { value, unit } : undefined;
}

import { foreignRole } from './execution-role';
import { recipesOf } from './fields';
import { looselyNormalisedName } from '../../images/image-names';
import type { Rule } from '../../rule';
import { known, UNKNOWN } from '../../unknown';
import type { ImageSource, SelectedRecipe, TagView } from '../app-facts';
import { remedyAgainst } from '../app-facts';
import type { Subject } from '../input';
import { PAGES } from '../limits';

/** Rules over a policy and the app around it. */
export const APP_RULES: readonly Rule<Subject>[] = [
  {
    id: 'NameUnique',
    severity: 'error',
    summary: 'No two policies of an account and Region have names that differ only by capitals, or by a space against an underscore.',
    see: PAGES.create,
    * check({ properties, app }) {
      if (app?.namesake !== undefined) {
        yield {
          path: 'Name',
          value: properties.Name,
          message: `must differ from the name of ${app.namesake} by more than capitals, spaces and underscores`,
          remedy: 'rename one of the two, or leave a name out and one is generated',
        };
      }
    },
  },
  {
    id: 'NameMayCollide',
    severity: 'warning',
    summary: 'Names that differ only by a hyphen against a space or an underscore may be the same to Image Builder.',
    see: PAGES.create,
    * check({ properties, app }) {
      if (app?.nearNamesake !== undefined) {
        yield {
          path: 'Name',
          value: properties.Name,
          message: `should differ from the name of ${app.nearNamesake} by more than hyphens against spaces or underscores`,
          remedy: 'rename one of the two: it is not documented whether Image Builder tells them apart',
        };
      }
    },
  },
  {
    id: 'RecipeMakesOtherType',
    severity: 'error',
    summary: 'An AMI policy selects image recipes, and a container policy container recipes.',
    see: PAGES.selection,
    * check(subject) {
      const type = subject.properties.ResourceType;
      for (const [path, recipe, index] of recipesOf(subject)) {
        const makes = subject.intent?.recipeTypes[index];
        if (type !== undefined && makes !== undefined && makes !== type) {
          yield {
            path,
            value: recipe.Name,
            message: `must be ${type === 'AMI_IMAGE' ? 'an image recipe in an AMI policy' : 'a container recipe in a container policy'}`,
            remedy: `select it in a policy for ${makes === 'AMI_IMAGE' ? 'AMIs' : 'containers'}`,
          };
        }
      }
    },
  },
  {
    id: 'RecipeMayMakeOtherType',
    severity: 'warning',
    summary: 'A recipe that is selected by its name makes what the policy governs.',
    see: PAGES.selection,
    * check(subject) {
      for (const [path, recipe, index] of recipesOf(subject)) {
        const other = selectedAt(subject, index)?.otherType;
        if (other && subject.intent?.recipeTypes[index] === undefined) {
          yield {
            path: `${path}.Name`,
            value: recipe.Name,
            message: `is in this app only the name of ${other.path}, which makes ${other.type === 'AMI_IMAGE' ? 'AMIs' : 'containers'}`,
            remedy: `select it in a policy for ${other.type === 'AMI_IMAGE' ? 'AMIs' : 'containers'}, if it is the one that is meant`,
          };
        }
      }
    },
  },
  {
    id: 'RecipeOfOtherEnvironment',
    severity: 'warning',
    summary: 'A policy selects only recipes of its own account and Region.',
    see: PAGES.selection,
    * check(subject) {
      for (const [path, recipe, index] of recipesOf(subject)) {
        const elsewhere = subject.intent?.recipesOfElsewhere[index];
        if (elsewhere !== undefined) {
          yield {
            path,
            value: recipe.Name,
            message: `is ${elsewhere}, which is of another account or Region, where the policy selects nothing`,
            remedy: 'define the policy where the recipe is; images that are distributed are governed from there',
          };
        }
      }
    },
  },
  {
    id: 'ExecutionRoleAccount',
    severity: 'error',
    summary: 'The execution role is of the account of the policy.',
    see: PAGES.passRole,
    check: subject => foreignRole(subject, 'policy'),
  },
  {
    id: 'PinnedVersionFallsBehind',
    severity: 'warning',
    summary: 'A policy on one version of a recipe that counts its versions itself loses sight of all others.',
    see: PAGES.creating,
    * check(subject) {
      for (const [path, selected, index] of recipesOf(subject)) {
        const version = selected.SemanticVersion;
        const candidates = selectedAt(subject, index)?.candidates ?? [];
        const recipe = candidates.find(candidate => candidate.version?.includes('x'));
        const isMade = candidates.some(candidate => candidate.version === undefined || candidate.version === version);
        if (recipe && !isMade && version !== undefined && !version.includes('x')) {
          yield {
            path: `${path}.SemanticVersion`,
            value: version,
            message: `pins one version, while ${recipe.path} makes a new one of ${recipe.version} with each change`,
            remedy: `select ${recipe.version}: images of every other version stay for ever`,
          };
        }
      }
    },
  },
  {
    id: 'TagsReachNoImage',
    severity: 'warning',
    summary: 'A policy that selects by tags finds images only if something puts the tags on the image resource.',
    see: PAGES.rules,
    * check(subject) {
      const tags = known(known(subject.given.ResourceSelection)?.TagMap);
      const sources = sourcesOf(subject);
      if (tags && sources.length > 0 && !sources.some(source => sharesATag(source.imageTags, tags))) {
        yield {
          path: 'ResourceSelection.TagMap',
          value: tags,
          message: `selects no image of this app: none of ${sources.map(source => source.path).join(', ')} puts one of these tags on its images`,
          remedy: 'set the tags as ImageTags of the pipeline (tags of the AMI or of the pipeline do not count, '
            + 'and builds that are started by hand get none), or select by recipes',
        };
      }
    },
  },
  {
    id: 'SharedImagesTakenAway',
    severity: 'warning',
    summary: 'A policy that disables or deletes images which the app shares takes them from those they are shared with.',
    see: PAGES.deleteImage,
    * check(subject) {
      for (const detail of subject.details.filter(({ action }) => action === 'DISABLE' || action === 'DELETE')) {
        const touchesAmis = detail.includes('Amis') !== false;
        const launchShares = touchesAmis ? launchSharesOf(subject) : [];
        // The record of a shared image cannot be deleted; to disable the record alone takes nothing away.
        const shares = [...launchShares, ...touchesAmis || detail.action === 'DELETE' ? resourceSharesOf(subject) : []];
        if (shares.length > 0) {
          yield {
            path: detail.path,
            value: detail.action,
            see: detail.action === 'DISABLE' ? PAGES.disableAmi : PAGES.deleteImage,
            message: `takes images away that ${shares.join(', ')} shares`,
            remedy: remedyAgainst(detail.action!, launchShares.length > 0, detail.exclusionTags !== undefined),
          };
        }
      }
    },
  },
  {
    id: 'CreatedByTagOverwritten',
    severity: 'warning',
    summary: 'A pipeline whose AMIs get a `CreatedBy` tag of the user takes them out of reach of the execution role.',
    see: PAGES.prerequisites,
    * check(subject) {
      const actsOnAmis = subject.details.some(({ includes }) => includes('Amis') !== false);
      for (const source of actsOnAmis ? selectedSources(subject) : []) {
        for (const tags of [source.amiTags, source.recipe?.amiTags ?? new Map()]) {
          const value = tags === 'unknown' ? undefined : tags.get('CreatedBy');
          if (value !== undefined && value !== 'EC2 Image Builder') {
            yield {
              path: 'ResourceSelection',
              value,
              message: `selects images of ${source.path}, whose AMIs get this as their CreatedBy tag`,
              remedy: 'use a tag of another name: without CreatedBy = EC2 Image Builder the execution role is denied access to the AMI',
            };
          }
        }
      }
    },
  },
  {
    id: 'ActsWithinADay',
    severity: 'warning',
    summary: 'An enabled policy on a recipe that exists already can act on its images within 24 hours.',
    see: PAGES.execution,
    * check(subject) {
      const enabled = (subject.given.Status ?? 'ENABLED') === 'ENABLED';
      const existing = recipesOf(subject).filter(([, , index]) => isElsewhere(subject, index));
      if (enabled && existing.length > 0) {
        yield {
          path: 'Status',
          value: 'ENABLED',
          message: `lets the first run act within 24 hours on images of ${existing.map(([, recipe]) => recipe.Name).join(', ')}, `
            + 'which this app does not define and which therefore may have old ones',
          remedy: 'deploy the policy DISABLED, look at what it selects, then enable it; or acknowledge this',
        };
      }
    },
  },
];

function selectedAt({ app }: Subject, index: number): SelectedRecipe | undefined {
  return app?.selectedRecipes[index];
}

/** Tells whether a selected recipe is certainly none of the app's. */
function isElsewhere(subject: Subject, index: number): boolean {
  return selectedAt(subject, index)?.isElsewhere === true && subject.intent?.recipesOfElsewhere[index] === undefined;
}

/** The sources of the app that make what the policy governs. */
function sourcesOf({ properties, app }: Subject): readonly ImageSource[] {
  const type = properties.ResourceType;
  return app?.sources.filter(({ recipe }) => recipe === undefined || recipe.type === type) ?? [];
}

/** The sources whose images the policy selects. */
function selectedSources(subject: Subject): readonly ImageSource[] {
  const tags = known(known(subject.given.ResourceSelection)?.TagMap);
  const recipes = subject.app?.selectedRecipes.flatMap(({ candidates }) => candidates) ?? [];
  return sourcesOf(subject).filter(source => tags
    ? sharesATag(source.imageTags, tags)
    : source.recipe !== undefined && recipes.includes(source.recipe));
}

/** The paths of whatever lets others launch AMIs that the policy selects. */
function launchSharesOf(subject: Subject): string[] {
  return [...new Set(selectedSources(subject).flatMap(source => source.launchSharedBy))];
}

/** The paths of whatever lets others build from images that the policy selects. */
function resourceSharesOf(subject: Subject): string[] {
  const names = recipesOf(subject).map(([, recipe]) => recipe.Name).filter(name => name !== undefined).map(looselyNormalisedName);
  const byName = subject.app?.sharedNames.filter(({ name }) => names.includes(name)) ?? [];
  return [...new Set([...selectedSources(subject).flatMap(source => source.resourceSharedBy), ...byName.map(({ path }) => path)])];
}

/** Tells whether an image with these tags is selected: one of them suffices. What is unknown may match. */
function sharesATag(imageTags: TagView, selected: object): boolean {
  return imageTags === 'unknown' || Object.entries(selected).some(([key, wanted]) => {
    const value = imageTags.get(key);
    return imageTags.has(key) && (value === undefined || wanted === UNKNOWN || value === wanted);
  });
}

import { FIELDS_OF_EXCLUSIONS, missingInExclusions, PlacedExclusions, undocumentedInExclusions, wherever, inAnotherUnit, oneOf, UNITS } from './ami-exclusions';
import { FORM_OF_EXECUTION_ROLE } from './execution-role';
import { bounds, countProblems, formProblems, isWithin, lengthProblems, numberProblems } from '../../limit';
import type { Rule } from '../../rule';
import { inside, known, missing } from '../../unknown';
import type { Detail, Subject } from '../input';
import { LIMITS, PAGES } from '../limits';

/** Rules over one field each. */
export const FIELD_RULES: readonly Rule<Subject>[] = [
  {
    id: 'RequiredProperty',
    severity: 'error',
    summary: 'Every property that CreateLifecyclePolicy requires is there.',
    see: PAGES.create,
    * check({ given, details }) {
      for (const name of ['Name', 'ExecutionRole', 'ResourceType', 'PolicyDetails', 'ResourceSelection'] as const) {
        yield* missing(name, given[name]);
      }
      for (const detail of details) {
        const { Action: action, Filter: filter } = detail.given;
        yield* missing(`${detail.path}.Action.Type`, inside(action, it => it.Type));
        yield* missing(`${detail.path}.Filter.Type`, inside(filter, it => it.Type));
        yield* missing(`${detail.path}.Filter.Value`, inside(filter, it => it.Value));
        yield* missingInExclusions(exclusionsIn(detail));
      }
      for (const [index, entry] of known(known(given.ResourceSelection)?.Recipes)?.entries() ?? []) {
        yield* missing(`ResourceSelection.Recipes[${index}].Name`, inside(entry, it => it.Name));
        yield* missing(`ResourceSelection.Recipes[${index}].SemanticVersion`, inside(entry, it => it.SemanticVersion));
      }
    },
  },
  {
    id: 'DocumentedValue',
    severity: 'error',
    summary: 'Status, resource type, action, filter type and units are among the values that AWS documents.',
    see: PAGES.create,
    * check({ properties, details }) {
      yield* oneOf('Status', properties.Status, ['ENABLED', 'DISABLED']);
      yield* oneOf('ResourceType', properties.ResourceType, ['AMI_IMAGE', 'CONTAINER_IMAGE']);
      for (const detail of details) {
        const filter = detail.properties.Filter;
        yield* oneOf(`${detail.path}.Action.Type`, detail.action, ['DELETE', 'DEPRECATE', 'DISABLE']);
        yield* oneOf(`${detail.path}.Filter.Type`, filter?.Type, ['AGE', 'COUNT']);
        yield* oneOf(`${detail.path}.Filter.Unit`, filter?.Unit, UNITS);
        yield* undocumentedInExclusions(exclusionsIn(detail));
      }
    },
  },
  {
    id: 'NameFormat',
    severity: 'error',
    summary: `A policy name has ${bounds(LIMITS.name)} letters, digits, hyphens and underscores, and spaces inside.`,
    see: LIMITS.name.see,
    check: ({ properties }) => formProblems(
      'Name', properties.Name, LIMITS.name, NAME_FORM, 'choose such a name, or leave it out and one is generated',
    ),
  },
  {
    id: 'DescriptionLength',
    severity: 'error',
    summary: `A description has ${bounds(LIMITS.description)} characters.`,
    see: LIMITS.description.see,
    check: ({ properties }) => lengthProblems(
      'Description', properties.Description, LIMITS.description, 'shorten it, or leave it out to have none',
    ),
  },
  ...FORM_OF_EXECUTION_ROLE,
  {
    id: 'RuleCount',
    severity: 'error',
    summary: `A policy has ${bounds(LIMITS.rules)} rules.`,
    see: LIMITS.rules.see,
    check: ({ properties }) => countProblems(
      'PolicyDetails', properties.PolicyDetails?.length, LIMITS.rules, 'write one rule for each action, at most one each',
    ),
  },
  {
    id: 'FilterValueRange',
    severity: 'error',
    summary: `An age, in any unit, and a count are whole numbers from ${bounds(LIMITS.filterValue)}.`,
    see: LIMITS.filterValue.see,
    * check({ details }) {
      for (const { path, properties } of details) {
        const filter = properties.Filter;
        yield* numberProblems(`${path}.Filter.Value`, filter?.Value, LIMITS.filterValue,
          filter?.Type === 'COUNT' ? 'keep a number within these bounds, or filter by age' : inAnotherUnit(filter, LIMITS.filterValue),
        );
      }
    },
  },
  {
    id: 'RetainAtLeastRange',
    severity: 'error',
    summary: `\`retainAtLeast\` is a whole number from ${bounds(LIMITS.retainAtLeast)}; there is no legal 0.`,
    see: LIMITS.retainAtLeast.see,
    * check({ details }) {
      for (const { path, properties } of details) {
        yield* numberProblems(`${path}.Filter.RetainAtLeast`, properties.Filter?.RetainAtLeast, LIMITS.retainAtLeast,
          'leave it out to retain none; to keep more images, filter by count',
        );
      }
    },
  },
  ...FIELDS_OF_EXCLUSIONS.map(rule => wherever(exclusionsOf, rule)),
  {
    id: 'RecipeCount',
    severity: 'error',
    summary: `A selection names ${bounds(LIMITS.recipes)} recipes.`,
    see: LIMITS.recipes.see,
    check: ({ properties }) => countProblems(
      'ResourceSelection.Recipes', properties.ResourceSelection?.Recipes?.length, LIMITS.recipes,
      'select by tags, or split the recipes among policies',
    ),
  },
  {
    id: 'RecipeNameFormat',
    severity: 'error',
    summary: `A recipe name has ${bounds(LIMITS.recipeName)} letters, digits, hyphens and underscores, and spaces inside.`,
    see: LIMITS.recipeName.see,
    * check(subject) {
      for (const [path, recipe] of recipesOf(subject)) {
        yield* formProblems(`${path}.Name`, recipe.Name, LIMITS.recipeName, NAME_FORM, 'write the name of the recipe, not its ARN');
      }
    },
  },
  {
    id: 'RecipeVersionFormat',
    severity: 'error',
    summary: `A recipe version is \`1.0.0\`, \`1.0.x\`, \`1.x.x\` or \`x.x.x\`, with numbers up to ${LIMITS.versionNode.max}.`,
    see: LIMITS.semanticVersion.see,
    * check(subject) {
      for (const [path, recipe] of recipesOf(subject)) {
        const version = recipe.SemanticVersion;
        if (version !== undefined && !(LIMITS.semanticVersion.pattern.test(version) && nodesAreLegal(version))) {
          yield {
            path: `${path}.SemanticVersion`,
            value: version,
            message: `must be of the form 1.0.0, 1.0.x, 1.x.x or x.x.x, with numbers up to ${LIMITS.versionNode.max}`,
            remedy: 'write x for every part to the right of the first wildcard',
          };
        }
      }
    },
  },
];

const NAME_FORM = `${bounds(LIMITS.name)} letters, digits, hyphens and underscores, with spaces only inside`;

/** The AMI exclusions of each rule of a policy. */
export function exclusionsOf({ details, isKnownRegion }: Pick<Subject, 'details' | 'isKnownRegion'>): PlacedExclusions[] {
  return details.map(detail => ({ ...exclusionsIn(detail), isKnownRegion }));
}

function exclusionsIn({ path, properties, amiExclusions }: Detail): PlacedExclusions {
  return { path: `${path}.ExclusionRules.Amis`, exclusions: properties.ExclusionRules?.Amis, given: amiExclusions };
}

/** The known entries of the recipe selection, each with its path. */
export function recipesOf({ properties }: Pick<Subject, 'properties'>) {
  const recipes = properties.ResourceSelection?.Recipes ?? [];
  return recipes.flatMap((recipe, index) => (recipe ? [[`ResourceSelection.Recipes[${index}]`, recipe, index] as const] : []));
}

function nodesAreLegal(version: string): boolean {
  return version.split('.').every(node => node === 'x' || isWithin(Number(node), LIMITS.versionNode));
}

import { bounds, countProblems, formProblems, isWithin, lengthProblems, Limit, numberProblems } from '../../private/limit';
import { inside, missing } from '../../private/presence';
import { known, Resolvable } from '../../private/resolvable';
import type { Problem, Rule } from '../../private/rule';
import { LIMITS, PAGES } from '../limits';
import type { TimeProperties } from '../properties';
import type { Subject } from '../subject';

/** Rules over one field each. */
export const FIELD_RULES: readonly Rule<Subject>[] = [
  {
    id: 'RequiredProperty',
    severity: 'error',
    summary: 'Every property that CreateLifecyclePolicy requires is there.',
    see: PAGES.create,
    * check({ properties, details }) {
      for (const name of ['Name', 'ExecutionRole', 'ResourceType', 'PolicyDetails', 'ResourceSelection'] as const) {
        yield* missing(name, properties[name]);
      }
      for (const detail of details) {
        const { Action: action, Filter: filter } = detail.properties;
        yield* missing(`${detail.path}.Action.Type`, inside(action, it => it.Type));
        yield* missing(`${detail.path}.Filter.Type`, inside(filter, it => it.Type));
        yield* missing(`${detail.path}.Filter.Value`, inside(filter, it => it.Value));
        const lastLaunched = known(detail.amiExclusions?.LastLaunched);
        if (lastLaunched) {
          yield* missing(`${detail.path}.ExclusionRules.Amis.LastLaunched.Value`, lastLaunched.Value);
          yield* missing(`${detail.path}.ExclusionRules.Amis.LastLaunched.Unit`, lastLaunched.Unit);
        }
      }
      for (const [path, recipe] of recipesOf({ properties })) {
        yield* missing(`${path}.Name`, recipe.Name);
        yield* missing(`${path}.SemanticVersion`, recipe.SemanticVersion);
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
        const filter = known(detail.properties.Filter);
        yield* oneOf(`${detail.path}.Action.Type`, detail.action, ['DELETE', 'DEPRECATE', 'DISABLE']);
        yield* oneOf(`${detail.path}.Filter.Type`, filter?.Type, ['AGE', 'COUNT']);
        yield* oneOf(`${detail.path}.Filter.Unit`, filter?.Unit, UNITS);
        yield* oneOf(`${detail.path}.ExclusionRules.Amis.LastLaunched.Unit`, known(detail.amiExclusions?.LastLaunched)?.Unit, UNITS);
      }
    },
  },
  {
    id: 'NameFormat',
    severity: 'error',
    summary: `A policy name has ${bounds(LIMITS.name)} letters, digits, hyphens and underscores, and spaces inside.`,
    see: LIMITS.name.see,
    check: ({ properties }) => formProblems(
      'Name', known(properties.Name), LIMITS.name, NAME_FORM, 'choose such a name, or leave it out and one is generated',
    ),
  },
  {
    id: 'DescriptionLength',
    severity: 'error',
    summary: `A description has ${bounds(LIMITS.description)} characters.`,
    see: LIMITS.description.see,
    check: ({ properties }) => lengthProblems(
      'Description', known(properties.Description), LIMITS.description, 'shorten it, or leave it out to have none',
    ),
  },
  {
    id: 'ExecutionRoleFormat',
    severity: 'error',
    summary: `The execution role is a role name or role ARN of ${bounds(LIMITS.executionRole)} characters.`,
    see: LIMITS.executionRole.see,
    * check({ properties }) {
      const role = known(properties.ExecutionRole);
      if (role !== undefined && !(isWithin(role.length, LIMITS.executionRole) && LIMITS.executionRole.pattern.test(role))) {
        yield {
          path: 'ExecutionRole',
          value: role,
          message: `must be the name or the ARN of an IAM role, of ${bounds(LIMITS.executionRole)} characters`,
          remedy: 'give a role of this account, or leave it out and one with the least permissions is made',
        };
      }
    },
  },
  {
    id: 'ExecutionRoleServiceLinked',
    severity: 'error',
    summary: 'The execution role is not a service-linked role.',
    see: PAGES.creating,
    * check({ properties }) {
      const role = known(properties.ExecutionRole);
      if (role !== undefined && /^(?:arn:[^:]+:iam::[0-9]{12}:role)?\/?aws-service-role\/.+$/.test(role)) {
        yield {
          path: 'ExecutionRole',
          value: role,
          message: 'must not be a service-linked role, with which lifecycle policies do not work',
          remedy: 'give an ordinary role that imagebuilder.amazonaws.com may assume, or leave it out and one is made',
        };
      }
    },
  },
  {
    id: 'RuleCount',
    severity: 'error',
    summary: `A policy has ${bounds(LIMITS.rules)} rules.`,
    see: LIMITS.rules.see,
    check: ({ properties }) => countProblems(
      'PolicyDetails', known(properties.PolicyDetails)?.length, LIMITS.rules, 'write one rule for each action, at most one each',
    ),
  },
  {
    id: 'FilterValueRange',
    severity: 'error',
    summary: `An age, in any unit, and a count are whole numbers from ${bounds(LIMITS.filterValue)}.`,
    see: LIMITS.filterValue.see,
    * check({ details }) {
      for (const { path, properties } of details) {
        const filter = known(properties.Filter);
        yield* numberProblems(`${path}.Filter.Value`, known(filter?.Value), LIMITS.filterValue,
          known(filter?.Type) === 'COUNT' ? 'keep a number within these bounds, or filter by age' : inAnotherUnit(filter, LIMITS.filterValue),
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
        yield* numberProblems(`${path}.Filter.RetainAtLeast`, known(known(properties.Filter)?.RetainAtLeast), LIMITS.retainAtLeast,
          'leave it out to retain none; to keep more images, filter by count',
        );
      }
    },
  },
  {
    id: 'SharedAccountCount',
    severity: 'error',
    summary: `An exclusion names ${bounds(LIMITS.sharedAccounts)} accounts.`,
    see: LIMITS.sharedAccounts.see,
    * check({ details }) {
      for (const { path, amiExclusions } of details) {
        const accounts = known(amiExclusions?.SharedAccounts);
        yield* countProblems(`${path}.ExclusionRules.Amis.SharedAccounts`, accounts?.length, LIMITS.sharedAccounts,
          accounts?.length ? 'exclude by an AMI tag instead' : 'name an account, or leave the property out',
        );
      }
    },
  },
  {
    id: 'AccountIdFormat',
    severity: 'error',
    summary: 'An account id has 12 digits.',
    see: PAGES.accountIds,
    * check({ details }) {
      for (const { path, amiExclusions } of details) {
        yield* eachForm(`${path}.ExclusionRules.Amis.SharedAccounts`, amiExclusions?.SharedAccounts, account => formProblems(
          account.path, account.text, LIMITS.accountId, 'an account id of 12 digits', 'write the id as a text, with its leading zeros',
        ));
      }
    },
  },
  {
    id: 'RegionFormat',
    severity: 'error',
    summary: 'A Region has the form of a Region code.',
    see: LIMITS.region.see,
    * check({ details }) {
      for (const { path, amiExclusions } of details) {
        yield* eachForm(`${path}.ExclusionRules.Amis.Regions`, amiExclusions?.Regions, region => formProblems(
          region.path, region.text, LIMITS.region, 'shaped like a Region code, as us-east-1 is', 'write the code of the Region, not its name',
        ));
      }
    },
  },
  {
    id: 'LastLaunchedRange',
    severity: 'error',
    summary: `The time since the last launch, in any unit, is a whole number from ${bounds(LIMITS.lastLaunched)}.`,
    see: LIMITS.lastLaunched.see,
    * check({ details }) {
      for (const { path, amiExclusions } of details) {
        yield* numberProblems(`${path}.ExclusionRules.Amis.LastLaunched.Value`, known(known(amiExclusions?.LastLaunched)?.Value),
          LIMITS.lastLaunched, inAnotherUnit(known(amiExclusions?.LastLaunched), LIMITS.lastLaunched),
        );
      }
    },
  },
  {
    id: 'RecipeCount',
    severity: 'error',
    summary: `A selection names ${bounds(LIMITS.recipes)} recipes.`,
    see: LIMITS.recipes.see,
    check: ({ properties }) => countProblems(
      'ResourceSelection.Recipes', known(known(properties.ResourceSelection)?.Recipes)?.length, LIMITS.recipes,
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
        yield* formProblems(`${path}.Name`, known(recipe.Name), LIMITS.recipeName, NAME_FORM, 'write the name of the recipe, not its ARN');
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
        const version = known(recipe.SemanticVersion);
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

const UNITS = ['DAYS', 'WEEKS', 'MONTHS', 'YEARS'];

const NAME_FORM = `${bounds(LIMITS.name)} letters, digits, hyphens and underscores, with spaces only inside`;

/** What to do about a time that is no whole number of units within its bounds. */
function inAnotherUnit(time: TimeProperties | undefined, limit: Limit): string {
  const [value = 0, unit] = [known(time?.Value), known(time?.Unit)];
  if (!(value >= limit.min!)) {
    return `use at least ${limit.min}`;
  }
  if (value > limit.max!) {
    return unit === 'YEARS' || value === Infinity ? `use at most ${limit.max}` : 'write it in a larger unit';
  }
  return unit === 'DAYS' ? 'use whole days' : 'write it in a smaller unit';
}

function* oneOf(path: string, value: Resolvable<string> | undefined, allowed: readonly string[]): Iterable<Problem> {
  const text = known(value);
  if (text !== undefined && !allowed.includes(text)) {
    yield { path, value: text, message: `must be one of ${allowed.join(', ')}`, remedy: 'use one of these, in capitals' };
  }
}

function* eachForm(
  path: string, list: Resolvable<readonly Resolvable<string>[]> | undefined,
  check: (entry: { path: string; text: string | undefined }) => Iterable<Problem>,
): Iterable<Problem> {
  for (const [index, entry] of known(list)?.entries() ?? []) {
    yield* check({ path: `${path}[${index}]`, text: known(entry) });
  }
}

/** The known entries of the recipe selection, each with its path. */
export function recipesOf({ properties }: Pick<Subject, 'properties'>) {
  const recipes = known(known(properties.ResourceSelection)?.Recipes) ?? [];
  return recipes.flatMap((entry, index) => {
    const recipe = known(entry);
    return recipe ? [[`ResourceSelection.Recipes[${index}]`, recipe, index] as const] : [];
  });
}

function nodesAreLegal(version: string): boolean {
  return version.split('.').every(node => node === 'x' || isWithin(Number(node), LIMITS.versionNode));
}

import type { Rule } from './rule';

/** An attribute that changes with time, and another stack that uses it. */
export interface UseElsewhere {
  readonly attribute: string;
  readonly stack: string;
}

/** A construct of which other stacks may use an attribute. */
export interface Used {
  readonly app?: { readonly usedElsewhere?: readonly UseElsewhere[] };
}

/** A rule that what changes is not used in other stacks. */
export function usedElsewhereRule(id: string, summary: string, changes: string): Rule<Used> {
  return {
    id,
    severity: 'warning',
    summary,
    see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html',
    * check({ app }) {
      for (const { attribute, stack } of app?.usedElsewhere ?? []) {
        yield {
          path: attribute,
          message: `should not be used in another stack, and is in ${stack}`,
          remedy: `pass it by an SSM parameter instead: it changes with ${changes}, and CloudFormation changes no export that another stack uses, so the update would fail`,
        };
      }
    },
  };
}

/** The rule over results of handlers of images. */
export const RESULT_USED_ELSEWHERE = usedElsewhereRule('ResultUsedElsewhere', 'What a deployment finds or does is used in its own stack only.', 'what a deployment finds');

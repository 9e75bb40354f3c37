import { Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Rule } from '../model/rule';

/** An attribute that changes with time, and another stack that uses it. */
export interface UseElsewhere {
  readonly attribute: string;
  readonly stack: string;
}

/**
 * Notes which other stacks use attributes of a construct.
 *
 * A nested stack gets them as parameters, which can change. Any other gets them as an export, which CloudFormation does not change as
 * long as it is used.
 */
export class UsedElsewhere {
  private readonly uses = new Map<string, UseElsewhere>();

  constructor(private readonly of: Construct) {}

  /** An attribute of the construct, as it is. References are looked up when the app is synthesised, before anything is validated. */
  public noted(attribute: string, value: string): string {
    return Lazy.uncachedString({
      produce: ({ scope }) => {
        const stack = Stack.of(scope);
        if (outermost(stack) !== outermost(Stack.of(this.of))) {
          this.uses.set(`${attribute} ${stack.node.path}`, { attribute, stack: stack.node.path });
        }
        return value;
      },
    });
  }

  public all(): readonly UseElsewhere[] {
    return [...this.uses.values()];
  }
}

/** Anything of which other stacks may use something. */
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

/** What handlers of images find and do. */
export const RESULT_USED_ELSEWHERE = usedElsewhereRule('ResultUsedElsewhere', 'What a deployment finds or does is used in its own stack only.', 'what a deployment finds');

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

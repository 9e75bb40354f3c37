import { Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RetentionAppView } from './subject';

/**
 * Notes which other stacks use attributes of a construct.
 *
 * A nested stack gets them as parameters, which can change. Any other gets them as an export, which CloudFormation does not change as
 * long as it is used.
 */
export class UsedElsewhere {
  private readonly uses = new Map<string, RetentionAppView['usedElsewhere'][number]>();

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

  public all(): RetentionAppView['usedElsewhere'] {
    return [...this.uses.values()];
  }
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

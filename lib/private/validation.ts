import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CrossStackUse } from './handled-construct';
import { describeFinding, Finding, findingsOf, Rule } from '../model/rule';
import type { UseElsewhere } from '../model/used-elsewhere-rule';

/** The rules over a construct, and the way from its declaration to them. */
export interface Validation<Declared, Input> {
  readonly rules: readonly Rule<Input>[];

  /** CloudFormation-shaped properties, and what else was written, with unknowns. Each synthesis looks anew: aspects change L1s. */
  readonly declared: () => Declared;

  /** The input of the rules. */
  readonly inputOf: (declared: Declared, usedElsewhere: readonly UseElsewhere[]) => Input;

  /** The name that the construct has for a path into the properties. */
  readonly nameOf: (path: string, declared: Declared) => string;

  /** The uses of the construct's attributes in other stacks. */
  readonly use?: CrossStackUse;
}

/**
 * Reports what a construct's rules find when its app is synthesised: all errors at once, together with those of every
 * other construct, and warnings that users can acknowledge by the id of the rule.
 */
export function validateWith<Declared, Input>(construct: IConstruct, validation: Validation<Declared, Input>): void {
  const { rules, inputOf, nameOf, use } = validation;
  construct.node.addValidation({
    validate() {
      // An acknowledgement on the very construct of a warning is lost on older cores if it comes first, and it always does here
      // (https://github.com/aws/aws-cdk/issues/38820). One on a parent is not.
      const warned = construct.node.defaultChild ?? construct;
      // The one place where properties go to rules.
      const declared = validation.declared();
      const errors: string[] = [];
      for (const finding of findingsOf(rules, inputOf(declared, use?.all() ?? [])).sort(inOrder)) {
        const message = describeFinding({ ...finding, path: nameOf(finding.path, declared) });
        if (finding.severity === 'error') {
          errors.push(message);
        } else {
          Annotations.of(warned).addWarningV2(finding.id, message);
        }
      }
      return errors;
    },
  });
}

/** Puts `rules[2]` before `rules[10]`. An `Intl.Collator` would, but to make one takes as long as to import all of this library. */
function inOrder(one: Finding, other: Finding): number {
  const [path, otherPath] = [one, other].map(finding => finding.path.replace(/[0-9]+/g, digits => digits.padStart(6, '0')));
  return path < otherPath ? -1 : Number(path > otherPath);
}

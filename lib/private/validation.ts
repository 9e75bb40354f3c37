import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describeFinding, Finding } from '../model/rule';

/** Puts `rules[2]` before `rules[10]`. An `Intl.Collator` would, but to make one takes as long as to import all of this library. */
function inOrder(one: Finding, other: Finding): number {
  const [path, otherPath] = [one, other].map(finding => finding.path.replace(/[0-9]+/g, digits => digits.padStart(6, '0')));
  return path < otherPath ? -1 : Number(path > otherPath);
}

/**
 * Reports what a construct's rules find when its app is synthesised: all errors at once, together with those of every
 * other construct, and warnings that users can acknowledge by the id of the rule.
 *
 * @param inWords Turns a path into CloudFormation properties into the words of the construct.
 */
export function validateWith(construct: IConstruct, findings: () => readonly Finding[], inWords: (path: string) => string): void {
  construct.node.addValidation({
    validate() {
      // An acknowledgement on the very construct of a warning is lost on older cores if it comes first, and it always does here
      // (https://github.com/aws/aws-cdk/issues/38820). One on a parent is not.
      const warned = construct.node.defaultChild ?? construct;
      const errors: string[] = [];
      for (const finding of [...findings()].sort(inOrder)) {
        const message = describeFinding({ ...finding, path: inWords(finding.path) });
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

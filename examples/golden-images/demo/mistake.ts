import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import {
  LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from 'cdk-image-governance';

/** An app with a policy in which several things are wrong at once. */
export function mistake(app: App): void {
  const stack = new Stack(app, 'Mistake');
  new LifecyclePolicy(stack, 'Lifecycle', {
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('Golden Linux', 'x.1.x')),
    rules: [
      LifecycleRule.disableAmis({ age: LifecycleAge.weeks(8), amiExclusions: { sharedAccounts: ['123'] } }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(0) }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.years(2)) }),
    ],
  });
}

/** The policy as it is written above. */
export function mistakeAsWritten(): string {
  const source = readFileSync(__filename, 'utf8');
  const [code] = /^ {2}new LifecyclePolicy[^]*?^ {2}\}\);$/m.exec(source) ?? [];
  if (code === undefined) {
    throw new Error(`no policy to show in ${__filename}`);
  }
  return code.replace(/^ {2}/gm, '');
}

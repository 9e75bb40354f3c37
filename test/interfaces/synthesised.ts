import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { oneOfEach } from './one-of-each';
import { newStack } from '../support/stacks';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The tags of a resource, in either of their two spellings. */
export function tagsOf({ Properties: { Tags: tags = {} } }: Resource): Record<string, string> {
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
}

/** The resources of a stack, nested or not, of some type or of all. */
export function resourcesIn(stack: Stack, ...types: readonly string[]): Resource[] {
  const resources: Resource[] = Object.values(Template.fromStack(stack).toJSON().Resources ?? {});
  return resources.filter(({ Type }) => types.length === 0 || types.includes(Type));
}

/** All that is said of the stacks of an app, those of its Stages included: where, and by which rule. */
export function warningsIn(app: App): string[] {
  const within = ({ stacks, nestedAssemblies }: CloudAssembly): string[] => [
    ...stacks.flatMap(({ messages }) => messages.map(({ id, entry }) => `${id} ${/\[ack: (.+)\]$/.exec(entry.data as string)?.[1] ?? entry.data}`)),
    ...nestedAssemblies.flatMap(({ nestedAssembly }) => within(nestedAssembly)),
  ];
  return within(app.synth());
}

/** A stack with one of each construct. */
export function stackOfAll(...args: Parameters<typeof newStack>): Stack {
  const stack = newStack(...args);
  oneOfEach(stack);
  return stack;
}

import { App, AppProps, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecyclePolicyProps, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../../lib';

/** The account and Region that tests call concrete. */
export const ENV = { account: '111111111111', region: 'eu-west-1' };

/** A stack of an app of its own. */
export function newStack(props: StackProps = {}, app: AppProps = {}): Stack {
  return new Stack(new App(app), 'Images', props);
}

/** A policy that differs from one without mistakes by what a test is about. */
export function policy(scope: Stack, props: Partial<LifecyclePolicyProps> = {}, id = 'Policy'): LifecyclePolicy {
  return new LifecyclePolicy(scope, id, {
    rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) })],
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('golden', '1.0.0')),
    ...props,
  });
}

/** Rules for containers that nobody warns of. */
export const deleteContainers = (repositories: Parameters<typeof LifecycleRule.deleteContainers>[0]['repositories']) =>
  LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(5), repositories });

/** The properties of the only lifecycle policy of a stack. */
export function propertiesIn(stack: Stack): Record<string, any> {
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::LifecyclePolicy'));
  return resource.Properties;
}

/** The errors with which a synthesis fails, one a line. */
export function errorsOf(synthesise: () => unknown): string[] {
  try {
    synthesise();
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map(line => line.trim());
  }
  return [];
}

/** The ids of the warnings on a construct, sorted, without the name of the library. */
export function warningsOn(stack: Stack, path = '/Images/Policy/Resource'): string[] {
  return Annotations.fromStack(stack).findWarning(path, Match.anyValue())
    .map(message => /\[ack: cdk-image-governance:(?:LifecyclePolicy\.)?(.+)\]$/.exec(message.entry.data as string)![1])
    .sort();
}

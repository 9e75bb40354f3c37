import type { Parameter } from './parameters';
import type { Policy, Template } from './template';

/** What an event is about that is not about a resource. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** A resource that a stack has. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;

  /** Missing if nothing was made. */
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;

  /** The properties in which dynamic references are not resolved yet. A change of them is a change of the resource. */
  readonly declared: Readonly<Record<string, unknown>>;

  /** The properties that were asked for last. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly stackTags: Readonly<Record<string, string>>;

  /** The logical ids of everything that it depends on, also by way of others. */
  readonly dependencies: readonly string[];
  readonly deletionPolicy: Policy;
  readonly updateReplacePolicy: Policy;

  /** Tells what was created in the place of another resource from that one. What is updated stays the same. */
  readonly incarnation: number;

  /** When its status changed, in seconds since 1970. */
  readonly updated: number;
}

/** A resource that is to be deleted in clean-up, and why. */
export interface Retired {
  readonly resource: StackResource;
  readonly why: 'removed' | 'replaced' | 'rolled back';
}

export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What of a stack a failed update brings back. */
export interface StackContent {
  readonly template: Template;
  readonly parameters: readonly Parameter[];
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: readonly Output[];

  /** The names of the exports that it imports. */
  readonly imports: readonly string[];
}

/** A stack as it is at a time. It is never changed, only put in the place of another. */
export interface Stack extends StackContent {
  /** The ARN. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly status: string;
  readonly reason?: string;
  readonly terminationProtection: boolean;
  readonly disableRollback: boolean;

  /** What is deleted in clean-up, or is there again after a rollback. */
  readonly retired: readonly Retired[];

  /** What it goes back to: the content that it had when it was complete the last time. Missing if it never was. */
  readonly stable?: StackContent;

  /** Where the assets of all its deployments are. */
  readonly assetFolders: readonly ((key: string) => string)[];
  readonly creationTime: number;
  readonly lastUpdatedTime?: number;
  readonly deletionTime?: number;
}

/** Something that happened to a stack or to a resource of it. */
export interface StackEvent {
  /** The name of the stack. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}

/** What of a stack a failed update brings back, apart from everything else. */
export function contentOf({ template, parameters, tags, resources, outputs, imports }: StackContent): StackContent {
  return { template, parameters, tags, resources, outputs, imports };
}

/** Whether somebody is at work on a stack. */
export function isInProgress({ status }: Stack): boolean {
  return status.endsWith('_IN_PROGRESS');
}

import type { Caller } from '../world';

/** A resource of a stack, with everything in its properties resolved. */
export interface ResourceRequest {
  /** The account and Region of the stack. */
  readonly caller: Pick<Caller, 'account' | 'region'>;
  readonly stackName: string;

  /** The ARN of the stack. */
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, any>>;

  /** The stack's tags, which CloudFormation puts on whatever takes them. */
  readonly stackTags: Readonly<Record<string, string>>;

  /** The folder of an asset that the app published, by the key under which CDK puts it into its bucket. */
  assetFolder(key: string): string;
}

/** A resource that is there already. */
export interface ExistingResourceRequest extends ResourceRequest {
  readonly physicalId: string;
}

/** A change of a resource. */
export interface ResourceUpdateRequest extends ExistingResourceRequest {
  readonly previousProperties: Readonly<Record<string, any>>;
  readonly previousStackTags: Readonly<Record<string, string>>;
}

/** A resource as it is after it was created or updated. */
export interface ResourceState {
  /** What `Ref` returns. */
  readonly physicalId: string;

  /** What `Fn::GetAtt` returns. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * How CloudFormation carries out a type of resource.
 *
 * A promise that is rejected is a failed operation; its message is the reason. `PartlyCreated` says that something is there
 * nevertheless.
 */
export interface ResourceType {
  /** `AWS::Rbin::Rule`, or the first part of it, with a `*` for the rest. */
  readonly type: string;

  /** The properties whose change replaces the resource. */
  readonly replacedBy: readonly string[];

  /** Whether a change of the stack's tags updates the resource. */
  readonly takesStackTags?: boolean;

  create(request: ResourceRequest): Promise<ResourceState>;

  /** A state with another physical id replaces the resource. */
  update(request: ResourceUpdateRequest): Promise<ResourceState>;

  delete(request: ExistingResourceRequest): Promise<void>;
}

/** A creation or an update that failed and left something behind, which has to be deleted. */
export class PartlyCreated extends Error {
  constructor(public readonly physicalId: string, reason: string) {
    super(reason);
  }
}

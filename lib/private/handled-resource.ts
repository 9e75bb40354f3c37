import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HandlerFunction, HandlerKind } from './handler-function';
import { Contract, encode } from '../model/contract';

/** A kind of custom resource: what its construct and its handler agree on, and what the handler needs. */
export interface CustomResourceKind<Spec extends object, Attribute extends string> extends HandlerKind {
  readonly contract: Contract<Spec, Attribute>;
}

/** Properties of a `HandledResource`. */
export interface HandledResourceProps<Spec extends object> {
  /** What the handler is to bring about. */
  readonly spec: Spec;

  /** Changed by a person who wants the handler to look at reality again. */
  readonly reconcile?: string;

  /** How long CloudFormation waits for an answer: two minutes to an hour. @default - an hour */
  readonly serviceTimeout?: Duration;

  /** @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/** What a handler needs at least, because it answers well before CloudFormation's time-out, in seconds. */
const SHORTEST_TIMEOUT = 120;

/** A custom resource with its handler: what a construct of this library stands on that CloudFormation has no resource for. */
export class HandledResource<Spec extends object, Attribute extends string> extends Construct {
  /** The physical id. */
  public readonly ref: string;

  private readonly resource: CustomResource;
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, kind: CustomResourceKind<Spec, Attribute>, props: HandledResourceProps<Spec>) {
    super(scope, id);

    if (props.serviceTimeout !== undefined && !props.serviceTimeout.isUnresolved() && props.serviceTimeout.toSeconds() < SHORTEST_TIMEOUT) {
      throw new Error(`[${this.node.path}] serviceTimeout must be at least ${SHORTEST_TIMEOUT} seconds, got ${props.serviceTimeout.toSeconds()}`);
    }
    this.handler = HandlerFunction.of(this, kind);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: kind.contract.resourceType,
      serviceToken: this.handler.serviceToken,
      serviceTimeout: props.serviceTimeout,
      removalPolicy: props.removalPolicy,
      properties: { ...encode(kind.contract, props.spec), Reconcile: props.reconcile },
    });
    this.resource.node.addDependency(this.handler.dependable);
    this.ref = this.resource.ref;
  }

  /** What the handler says of an attribute. */
  public attribute(name: Attribute): string {
    return this.resource.getAttString(name);
  }

  /** Lets the handler do what this resource needs, as long as this resource is there and asks for it. */
  public allow(...statements: readonly PolicyStatement[]): void {
    this.resource.node.addDependency(this.handler.policyThatAllows(statements));
  }
}

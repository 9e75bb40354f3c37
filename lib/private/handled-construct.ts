import { CfnResource, CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IDependable } from 'constructs';
import { HandlerFunction, HandlerKind } from './handler-function';
import type { Written } from './tokens';
import { Contract, encode } from '../model/contract';
import type { UseElsewhere } from '../model/used-elsewhere-rule';

/** A kind of custom resource: the contract between its construct and its handler, and what the handler needs. */
export interface CustomResourceKind<Spec extends object, Attribute extends string> extends HandlerKind {
  readonly contract: Contract<Spec, Attribute>;
}

/** A value that is known only when the template is written. An empty list is left out of the template. */
export class Late<Value> {
  /** @param produce Called when the template is written. */
  constructor(public readonly produce: () => Value) {}
}

/** A spec of which some values may be known only when the template is written. */
export type WithLate<Spec extends object> = { readonly [Name in keyof Spec]: Spec[Name] | Late<Spec[Name]> };

/** Properties of a `HandledConstruct`. */
export interface HandledConstructProps<Spec extends object> {
  /** The state that the handler brings about. */
  readonly spec: WithLate<Spec>;

  /** Any text. A change of it lets the handler look at reality again. */
  readonly reconcile?: string;

  /** The time that CloudFormation waits for an answer: two minutes to an hour. @default - an hour */
  readonly serviceTimeout?: Duration;
}

/** The shortest time that a handler needs, in seconds: it answers well before CloudFormation's time-out. */
const SHORTEST_TIMEOUT = 120;

/**
 * The half that constructs with a handler have in common: a custom resource, and its function.
 *
 * Makes the custom resource the default child of its scope. What rules check is what is deployed: the spec is encoded once.
 */
export class HandledConstruct<Spec extends object, Attribute extends string, Properties extends object> {
  /** The custom resource. */
  public readonly resource: CfnResource;

  /** The properties that are deployed. */
  public readonly properties: Written<Properties>;

  /** The function that carries out all custom resources of the kind in the stack. */
  public readonly handlerFunction: IFunction;

  /** The uses of attributes that change with time, in other stacks. */
  public readonly use: CrossStackUse;

  private readonly custom: CustomResource;
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, kind: CustomResourceKind<Spec, Attribute>, props: HandledConstructProps<Spec>) {
    const { serviceTimeout, reconcile } = props;
    if (serviceTimeout !== undefined && !serviceTimeout.isUnresolved() && serviceTimeout.toSeconds() < SHORTEST_TIMEOUT) {
      throw new Error(`[${scope.node.path}] serviceTimeout must be at least ${SHORTEST_TIMEOUT} seconds, got ${serviceTimeout.toSeconds()}`);
    }
    const properties = deployedProperties(kind.contract, props.spec);
    this.properties = properties as Written<Properties>;
    this.handler = HandlerFunction.of(scope, kind);
    this.handlerFunction = this.handler.lambda;
    this.use = new CrossStackUse(scope);
    this.custom = new CustomResource(scope, 'Resource', {
      resourceType: kind.contract.resourceType,
      serviceToken: this.handlerFunction.functionArn,
      serviceTimeout,
      properties: { ...properties, Reconcile: reconcile },
    });
    this.custom.node.addDependency(this.handler.dependable);
    this.resource = this.custom.node.defaultChild as CfnResource;
    scope.node.defaultChild = this.resource;
  }

  /** An attribute that stays as it is as long as the resource exists. */
  public attribute(name: Attribute): string {
    return this.custom.getAttString(name);
  }

  /** An attribute that changes with time: uses of it in other stacks are noted by the name that the construct has for it. */
  public changingAttribute(name: Attribute): string {
    return this.use.noted(name[0].toLowerCase() + name.slice(1), this.attribute(name));
  }

  /** Grants the handler what this resource needs, as long as this resource exists and asks for it. */
  public allow(...statements: readonly PolicyStatement[]): void {
    this.custom.node.addDependency(this.handler.policyThatAllows(statements));
  }

  /** Deploys the resource after something else, and deletes it before. */
  public comeAfter(...dependencies: readonly IDependable[]): void {
    this.custom.node.addDependency(...dependencies);
  }
}

/** A grantee of permissions: a handled construct, of whichever kind. */
export type Allowing = Pick<HandledConstruct<object, string, object>, 'allow'>;

/** The properties of a custom resource. Late values are tokens, and pass the contract's codec when the template is written. */
export function deployedProperties<Spec extends object>(contract: Contract<Spec, string>, spec: WithLate<Spec>): Record<string, unknown> {
  const specOf = (entries: readonly (readonly [string, unknown])[]) => Object.fromEntries(entries) as Spec;
  const encoded = (name: string, value: unknown): unknown => Object.values(contract.properties.encode(specOf([[name, value]])) as object)[0];
  return encode(contract, specOf(Object.entries(spec).map(([name, value]) => [
    name, value instanceof Late ? Lazy.any({ produce: () => encoded(name, value.produce()) }, { omitEmptyArray: true }) : value,
  ])));
}

/**
 * The uses of a construct's attributes in other stacks.
 *
 * A nested stack gets attributes as parameters, which can change. Any other stack gets them as an export, which CloudFormation does not
 * change as long as it is used.
 */
export class CrossStackUse {
  private readonly uses = new Map<string, UseElsewhere>();

  constructor(private readonly of: Construct) {}

  /** An attribute of the construct, unchanged. The CDK resolves references before it validates anything, so all uses are known then. */
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

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

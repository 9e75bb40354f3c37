import { createHash } from 'node:crypto';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, DependencyGroup, IDependable } from 'constructs';
import type { Contract } from '../model/contract';
import { LIBRARY } from '../model/rule';

/** A kind of custom resource, as far as its function needs to know it. */
export interface HandlerKind {
  readonly contract: Pick<Contract<never, string>, 'resourceType'>;

  /** The folder of the bundled handler. */
  readonly bundle: string;

  /**
   * What the handler may do for every resource of the kind.
   *
   * Scoped by what no version of an app changes, such as tags of an owner: an update that takes an id away narrows the policy first,
   * and only then asks the handler to take something back on that id. What a resource needs because of what it asks for belongs to
   * `HandledConstruct.allow`.
   */
  statements(stack: Stack): PolicyStatement[];
}

/** Just below what Lambda allows: longer waits are handed over to another run. */
const TIMEOUT = Duration.minutes(14);

/**
 * How much all inline policies of a role may hold, in characters without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const INLINE_POLICIES = 10_240;

/**
 * The function that carries out all custom resources of a kind in a stack, with a role and a log group of its own.
 *
 * Not CDK's provider framework: that replaces the id of a creation that failed, and so can clean up nothing that it left behind.
 */
export class HandlerFunction extends Construct {
  /** The function of a kind in the stack of a construct. */
  public static of(scope: Construct, kind: HandlerKind): HandlerFunction {
    const stack = Stack.of(scope);
    const id = `${LIBRARY}.${kind.contract.resourceType.replace('Custom::', '')}Handler`;
    const there = stack.node.tryFindChild(id);
    if (there !== undefined && !(there instanceof HandlerFunction)) {
      throw new Error(`[${there.node.path}] is not of this copy of ${LIBRARY}: an app has to have one copy`);
    }
    return there ?? new HandlerFunction(stack, id, kind);
  }

  /** The function that CloudFormation invokes. */
  public readonly lambda: IFunction;

  /** The role with which the handler acts. */
  public readonly role: Role;

  /** The resources that have to exist as long as any resource of the kind. */
  public readonly dependable: IDependable;

  /** All policies of the role. */
  private readonly policies: PolicyDocument[] = [];

  private constructor(stack: Stack, id: string, { contract, bundle, statements }: HandlerKind) {
    super(stack, id);

    // After the stack is gone, the log still says what was left behind and why.
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = new Role(this, 'Role', {
      description: `Carries out ${contract.resourceType} of the stack ${stack.stackName}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    for (const statement of [
      new PolicyStatement({ sid: 'Log', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      new PolicyStatement({ sid: 'WhyAnEventCame', actions: ['cloudformation:DescribeStacks'], resources: [stack.stackId] }),
      ...statements(stack),
    ]) {
      this.role.addToPolicy(statement);
    }

    const handler = new LambdaFunction(this, 'Function', {
      description: `Carries out ${contract.resourceType}`,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      memorySize: 256,
      timeout: TIMEOUT,
      // CloudFormation waits an hour at most: an event that was not delivered by then is not wanted any more.
      maxEventAge: Duration.hours(1),
      role: this.role,
      logGroup,
    });
    this.lambda = handler;

    // In a policy of its own, after the function: the function depends on the policies below its role, and would depend on itself.
    const goOn = new Policy(this, 'GoOn', {
      roles: [this.role],
      statements: [
        new PolicyStatement({
          sid: 'GoOnInAnotherRun',
          actions: ['lambda:InvokeFunction'],
          resources: [stack.formatArn({
            service: 'lambda', resource: 'function', resourceName: handler.functionName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          })],
        }),
      ],
    });
    this.dependable = new DependencyGroup(handler, goOn);
    this.policies.push(goOn.document);
    this.node.addValidation({ validate: () => this.tooMuch() });
  }

  /**
   * A policy of the role that allows this and nothing else, called by what it allows. So none is ever narrowed: what is no longer
   * needed goes as a whole, and only in clean-up, after the handler has taken back what it gave.
   */
  public policyThatAllows(statements: readonly PolicyStatement[]): Policy {
    const allowed = JSON.stringify(Stack.of(this).resolve(statements.map(statement => statement.toStatementJson())));
    const id = `Allows${createHash('sha256').update(allowed).digest('hex').slice(0, 8)}`;
    const there = this.node.tryFindChild(id) as Policy | undefined;
    if (there !== undefined) {
      return there;
    }
    const policy = new Policy(this, id, { roles: [this.role], statements: [...statements] });
    this.policies.push(policy.document);
    return policy;
  }

  /** The excess that IAM would refuse in the middle of a deployment. Values that are known only then count as nothing. */
  private tooMuch(): string[] {
    const known = (_: string, value: unknown) =>
      (typeof value === 'object' && value !== null && Object.keys(value).some(key => key === 'Ref' || key.startsWith('Fn::')) ? '' : value);
    const length = this.policies.reduce((sum, document) => sum + JSON.stringify(Stack.of(this).resolve(document), known).length, 0);
    return length > INLINE_POLICIES
      ? [`the policies of ${this.role.node.path} have at least ${length} characters, and IAM takes ${INLINE_POLICIES} for a role: `
        + 'spread what they are for over several stacks (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)']
      : [];
  }
}

import { ArnFormat, Duration, interfaces, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { Construct, IConstruct } from 'constructs';
import { rulePropertiesOf, RETENTION_RULES, RetentionIndex } from './retention-rule-declaration';
import { IRetentionRule, RetentionRuleGrants } from './retention-rule-interface';
import { RetentionRuleLevel } from './retention-rule-level';
import { retentionSubjectOf } from '../model/retention/input';
import { RULE_ARN, RULE_ID } from '../model/retention/limits';
import { inWordsOfTheConstruct } from '../model/retention/properties';
import { RETENTION_RULE_RULES } from '../model/retention/rules';
import { validateWith } from '../private/validation';

/**
 * What a retention rule retains when it is deleted.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin.html
 */
export enum RetainedResourceType {
  /** EBS snapshots, for 1 to 365 days. Archived ones as well. */
  EBS_SNAPSHOT = 'EBS_SNAPSHOT',

  /**
   * EBS-backed AMIs, for 1 to 365 days. Disabled ones as well.
   *
   * An AMI can be restored only as long as its snapshots can: they need a rule that is at least as long.
   */
  EC2_IMAGE = 'EC2_IMAGE',

  /** EBS volumes, for 1 to 7 days. */
  EBS_VOLUME = 'EBS_VOLUME',
}

/**
 * Properties of a `RetentionRule`.
 */
export interface RetentionRuleProps {
  /**
   * What the rule retains. It cannot be changed: another type makes another rule, and this one is deleted.
   *
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html
   */
  readonly resourceType: RetainedResourceType;

  /**
   * For how long resources stay in the Recycle Bin: 1 to 365 whole days, of volumes 1 to 7.
   *
   * A resource in the bin keeps the period with which it came there. Nobody can delete it before that is over. Snapshots and volumes
   * in the bin cost what they cost outside of it; AMIs there count against the quota of AMIs.
   *
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_RetentionPeriod.html
   */
  readonly retentionPeriod: Duration;

  /**
   * Which resources of the type the rule retains.
   *
   * @default RetentionRuleLevel.region() - all of them
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html
   */
  readonly level?: RetentionRuleLevel;

  /**
   * A description of at most 255 characters, on one line, without tabs and no-break spaces.
   *
   * @default - no description
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html
   */
  readonly description?: string;

  /**
   * Tags of the rule itself, up to 50 with those that `Tags.of` gives it. The console shows that of the key `Name` as its name.
   *
   * A key has 1 to 128 letters, digits, blanks and `_.:/=+-@`, and does not begin with `aws:`; a value has at most 256 of these
   * characters.
   *
   * @default - no tags
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_TagResource.html
   */
  readonly tags?: { [key: string]: string };

  /**
   * What becomes of the rule when the construct is removed from the app, its stack is deleted, or another `resourceType` makes another
   * rule. What is in the Recycle Bin stays there for as long as it was to, in either case.
   *
   * @default RemovalPolicy.DESTROY - the rule is deleted, and what is deleted from then on is gone at once
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly removalPolicy?: RemovalPolicy;
}

abstract class RetentionRuleBase extends Resource implements IRetentionRule {
  public abstract readonly retentionRuleId: string;
  public abstract readonly retentionRuleArn: string;

  public get grants(): RetentionRuleGrants {
    return RetentionRuleGrants.fromRetentionRule(this);
  }

  public get ruleRef(): interfaces.aws_rbin.RuleReference {
    return { ruleArn: this.retentionRuleArn };
  }
}

/**
 * Retains snapshots, AMIs or volumes for some time when they are deleted, so that they can be restored.
 *
 * Creates an `AWS::Rbin::Rule`, which costs nothing. It holds for the account and Region of the stack, of which each can have 250 rules.
 * The first rule of an account and Region can take 30 minutes to come into force; what is deleted before is gone.
 *
 * Whatever AWS would refuse at deployment is reported when the app is synthesised.
 *
 * For a rule that nobody can change or delete, use `LockedRetentionRule`: CloudFormation could neither change nor delete this one if it
 * were locked.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin.html
 * @example
 *
 * // An AMI can be restored only as long as its snapshots can.
 * for (const resourceType of [RetainedResourceType.EC2_IMAGE, RetainedResourceType.EBS_SNAPSHOT]) {
 *   new RetentionRule(this, `Retain-${resourceType}`, { resourceType, retentionPeriod: Duration.days(30) });
 * }
 */
export class RetentionRule extends RetentionRuleBase {
  /**
   * Refers to a rule by its ARN. Anything else is refused at once.
   *
   * @param retentionRuleArn Such as `arn:aws:rbin:eu-west-1:111122223333:rule/abCD1234567`. May be a token.
   */
  public static fromRetentionRuleArn(scope: Construct, id: string, retentionRuleArn: string): IRetentionRule {
    if (!Token.isUnresolved(retentionRuleArn) && !RULE_ARN.test(retentionRuleArn)) {
      throw new Error(`[${scope.node.path}/${id}] the ARN of a retention rule must be like arn:aws:rbin:us-east-1:123456789012:rule/abCD1234567, `
        + `got ${JSON.stringify(retentionRuleArn)}: give the ARN as Recycle Bin shows it, or use fromRetentionRuleId`);
    }
    class Import extends RetentionRuleBase {
      public readonly retentionRuleArn = retentionRuleArn;
      public readonly retentionRuleId = Stack.of(scope).splitArn(retentionRuleArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    }
    return new Import(scope, id, { environmentFromArn: retentionRuleArn });
  }

  /**
   * Refers to a rule of the stack's account and Region by its id. Anything but 11 letters and digits is refused at once.
   *
   * @param retentionRuleId The id, such as `abCD1234567`, and not the name: 11 letters and digits. May be a token.
   */
  public static fromRetentionRuleId(scope: Construct, id: string, retentionRuleId: string): IRetentionRule {
    if (!Token.isUnresolved(retentionRuleId) && !RULE_ID.test(retentionRuleId)) {
      throw new Error(`[${scope.node.path}/${id}] the id of a retention rule must be 11 letters and digits, got ${JSON.stringify(retentionRuleId)}: `
        + 'give the id and not the name, or use fromRetentionRuleArn');
    }
    class Import extends RetentionRuleBase {
      public readonly retentionRuleId = retentionRuleId;
      public readonly retentionRuleArn = Stack.of(scope).formatArn({ service: 'rbin', resource: 'rule', resourceName: retentionRuleId });
    }
    return new Import(scope, id);
  }

  /**
   * Whether a construct is a `RetentionRule`, of whichever copy of this library.
   *
   * @param construct What is asked about: anything in the construct tree.
   */
  public static isRetentionRule(construct: IConstruct): construct is RetentionRule {
    return RETENTION_RULES.of(construct)?.construct === 'RetentionRule';
  }

  /**
   * The id of the rule: 11 letters and digits.
   *
   * @attribute
   */
  public readonly retentionRuleId: string;

  /**
   * The ARN of the rule.
   *
   * @attribute
   */
  public readonly retentionRuleArn: string;

  constructor(scope: Construct, id: string, props: RetentionRuleProps) {
    super(scope, id);

    const resource = new CfnRule(this, 'Resource', {
      resourceType: props.resourceType,
      retentionPeriod: { retentionPeriodValue: props.retentionPeriod.toDays({ integral: false }), retentionPeriodUnit: 'DAYS' },
      description: props.description,
      ...(props.level ?? RetentionRuleLevel.region())._render(),
      tags: Object.entries(props.tags ?? {}).map(([key, value]) => ({ key, value })),
    });
    if (props.removalPolicy) {
      resource.applyRemovalPolicy(props.removalPolicy);
    }
    // `Ref` is documented as the id, and registered as the ARN. These two are what they say.
    this.retentionRuleId = resource.attrIdentifier;
    this.retentionRuleArn = resource.attrArn;

    RETENTION_RULES.declare(this, () => ({ construct: 'RetentionRule', properties: rulePropertiesOf(resource) }));
    validateWith(this, {
      rules: RETENTION_RULE_RULES,
      declared: () => rulePropertiesOf(resource),
      inputOf: (properties, usedElsewhere) => retentionSubjectOf(properties, { app: { ...RetentionIndex.for(this).viewFor(this), usedElsewhere } }),
      nameOf: inWordsOfTheConstruct,
    });
  }
}

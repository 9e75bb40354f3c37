import { ArnFormat, interfaces, Lazy, Names, PhysicalName, Resource, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { Construct, IConstruct } from 'constructs';
import { capabilitiesOf } from './execution-permissions';
import { LifecycleExecutionRole } from './lifecycle-execution-role';
import { LIFECYCLE_POLICIES, LifecycleIndex, policyPropertiesOf, tagsTakenForFunctionsIn } from './lifecycle-policy-declaration';
import { ILifecyclePolicy, LifecyclePolicyGrants } from './lifecycle-policy-interface';
import type { LifecycleResourceSelection } from './lifecycle-resource-selection';
import type { LifecycleRule } from './lifecycle-rule';
import { closedRepositories, openRepositories } from './repositories';
import { isOwnNormalisedForm } from '../model/images/image-names';
import { Intent, subjectOf } from '../model/lifecycle/input';
import { LIMITS } from '../model/lifecycle/limits';
import type { ResourceType } from '../model/lifecycle/properties';
import { inWordsOfTheConstruct } from '../model/lifecycle/properties';
import { LIFECYCLE_POLICY_RULES } from '../model/lifecycle/rules';
import { known, inTemplateShape } from '../private/tokens';
import { validateWith } from '../private/validation';

/**
 * Whether a lifecycle policy runs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
 */
export enum LifecyclePolicyStatus {
  /** The policy runs once a day. */
  ENABLED = 'ENABLED',

  /** The policy does not run, and a run under way is cancelled. What it has done by then stays done. */
  DISABLED = 'DISABLED',
}

/**
 * Attributes of an existing lifecycle policy.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetLifecyclePolicy.html
 */
export interface LifecyclePolicyAttributes {
  /**
   * The ARN of the policy, as Image Builder shows it.
   */
  readonly lifecyclePolicyArn: string;

  /**
   * The name that the policy was created with.
   *
   * @default - the name in the ARN, in which capitals, spaces and underscores are lost
   */
  readonly lifecyclePolicyName?: string;
}

/**
 * Properties of a `LifecyclePolicy`.
 */
export interface LifecyclePolicyProps {
  /**
   * What happens to which images: 1 to 3 rules, one for each action, all of them for AMIs or all for containers.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetail.html
   */
  readonly rules: LifecycleRule[];

  /**
   * Which images the policy governs: those of 1 to 50 recipes, or those with any of 1 to 50 tags.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html
   */
  readonly resourceSelection: LifecycleResourceSelection;

  /**
   * The name of the policy, such as `golden-images`: 3 to 128 letters, digits, hyphens and underscores, with spaces only inside.
   *
   * Unique in the account and Region, where capitals do not count, nor a space against an underscore. It cannot be changed:
   * another name makes another policy. With a name of its own, a policy cannot go from AMIs to containers or back
   * either: the update fails and is rolled back, and nothing is lost. Change the name as well then.
   *
   * @default - a name is generated from the path of the construct and the resource type
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
   */
  readonly lifecyclePolicyName?: string;

  /**
   * A description of 1 to 1024 characters.
   *
   * @default - no description
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
   */
  readonly description?: string;

  /**
   * Whether the policy runs.
   *
   * The first run of an enabled policy can come within 24 hours, at a time that Image Builder chooses.
   *
   * @default LifecyclePolicyStatus.ENABLED
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
   */
  readonly status?: LifecyclePolicyStatus;

  /**
   * The role with which Image Builder carries the policy out.
   *
   * @default LifecycleExecutionRole.leastPrivilege() - one is made with the least that the rules need
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly executionRole?: LifecycleExecutionRole;

  /**
   * Up to 50 tags of the policy, with those that `Tags.of` gives it.
   *
   * A key has 1 to 128 letters, digits, blanks and `_.:/=+-@`, and does not begin with `aws:`. A value has at most 256 characters.
   *
   * @default - no tags
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
   */
  readonly tags?: { [key: string]: string };
}

abstract class LifecyclePolicyBase extends Resource implements ILifecyclePolicy {
  public abstract readonly lifecyclePolicyArn: string;
  public abstract readonly lifecyclePolicyName: string;

  public get grants(): LifecyclePolicyGrants {
    return LifecyclePolicyGrants.fromLifecyclePolicy(this);
  }

  public get lifecyclePolicyRef(): interfaces.aws_imagebuilder.LifecyclePolicyReference {
    return { lifecyclePolicyArn: this.lifecyclePolicyArn };
  }
}

/**
 * Deprecates, disables and deletes the images of recipes or tags as they grow old.
 *
 * Creates an `AWS::ImageBuilder::LifecyclePolicy` and, unless one is given, a role with the least that the rules need;
 * policies of a stack that need the same share one role. Neither costs anything.
 *
 * Whatever AWS would refuse at deployment, or carry out otherwise than it reads, is reported when the app is synthesised.
 *
 * Deleting the policy, or its stack, deletes no image. It ends a run that is under way; what was done by then stays done.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-lifecycles.html
 * @example
 *
 * new LifecyclePolicy(this, 'GoldenImages', {
 *   resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(recipe)),
 *   rules: [
 *     LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
 *     LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)) }),
 *   ],
 * });
 */
export class LifecyclePolicy extends LifecyclePolicyBase {
  /**
   * Refers to a policy by its ARN.
   *
   * The ARN holds the name as Image Builder normalised it, in small letters and without spaces, so that is the name
   * of the result. `fromLifecyclePolicyAttributes` takes the name that the policy was created with.
   *
   * @param lifecyclePolicyArn As Image Builder shows it. May be a token.
   */
  public static fromLifecyclePolicyArn(scope: Construct, id: string, lifecyclePolicyArn: string): ILifecyclePolicy {
    return LifecyclePolicy.fromLifecyclePolicyAttributes(scope, id, { lifecyclePolicyArn });
  }

  /**
   * Refers to a policy of the stack's account and Region by its name.
   *
   * Only by a name that stands in the ARN as it is: of small letters, digits and hyphens. How the ARN spells any
   * other name is not documented; refer to such a policy by its ARN.
   *
   * @param lifecyclePolicyName Small letters, digits and hyphens: anything else is refused at once. May be a token.
   */
  public static fromLifecyclePolicyName(scope: Construct, id: string, lifecyclePolicyName: string): ILifecyclePolicy {
    if (!Token.isUnresolved(lifecyclePolicyName) && !isOwnNormalisedForm(lifecyclePolicyName)) {
      throw new Error(`[${scope.node.path}/${id}] the ARN of a lifecycle policy can be derived only from a name of small letters, digits and hyphens, `
        + `got ${JSON.stringify(lifecyclePolicyName)}: use fromLifecyclePolicyArn, or fromLifecyclePolicyAttributes with the ARN and this name`);
    }
    const lifecyclePolicyArn = Stack.of(scope).formatArn({ service: 'imagebuilder', resource: 'lifecycle-policy', resourceName: lifecyclePolicyName });
    return LifecyclePolicy.fromLifecyclePolicyAttributes(scope, id, { lifecyclePolicyArn, lifecyclePolicyName });
  }

  /**
   * Refers to a policy by its ARN and the name that it was created with.
   *
   * @param attributes What Image Builder shows of the policy.
   */
  public static fromLifecyclePolicyAttributes(scope: Construct, id: string, attributes: LifecyclePolicyAttributes): ILifecyclePolicy {
    class Import extends LifecyclePolicyBase {
      public readonly lifecyclePolicyArn = attributes.lifecyclePolicyArn;
      public readonly lifecyclePolicyName = attributes.lifecyclePolicyName
        ?? Stack.of(scope).splitArn(attributes.lifecyclePolicyArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    }
    return new Import(scope, id, { environmentFromArn: attributes.lifecyclePolicyArn });
  }

  /**
   * Whether a construct is a `LifecyclePolicy`, of whichever copy of this library.
   *
   * @param construct What is asked about: anything in the construct tree.
   */
  public static isLifecyclePolicy(construct: IConstruct): construct is LifecyclePolicy {
    return LIFECYCLE_POLICIES.isDeclaredBy(construct);
  }

  /**
   * The role with which Image Builder carries the policy out.
   */
  public readonly executionRole: IRole;

  private readonly resource: CfnLifecyclePolicy;

  constructor(scope: Construct, id: string, props: LifecyclePolicyProps) {
    const resourceType = props.rules[0]?._resourceType ?? 'AMI_IMAGE';
    // The core's own marker for a name that it is to find says to it that others may refer to the policy from everywhere.
    const nameIsGiven = props.lifecyclePolicyName !== undefined && props.lifecyclePolicyName !== PhysicalName.GENERATE_IF_NEEDED;
    super(scope, id, { physicalName: nameIsGiven ? props.lifecyclePolicyName : PhysicalName.GENERATE_IF_NEEDED });

    const policyDetails = props.rules.map(rule => rule._render());
    const resourceSelection = props.resourceSelection._render();

    const { role, permissions } = (props.executionRole ?? LifecycleExecutionRole.leastPrivilege())
      ._bind(this, capabilitiesOf(inTemplateShape(policyDetails), inTemplateShape(resourceSelection)));
    this.executionRole = role;

    this.resource = new CfnLifecyclePolicy(this, 'Resource', {
      name: nameIsGiven ? this.physicalName : generatedName(this, resourceType),
      description: props.description,
      status: props.status ?? LifecyclePolicyStatus.ENABLED,
      executionRole: role.roleArn,
      resourceType,
      policyDetails,
      resourceSelection,
      tags: props.tags && Object.keys(props.tags).length > 0 ? props.tags : undefined,
    });
    if (permissions) {
      this.resource.node.addDependency(permissions);
    }
    for (const recipe of props.resourceSelection._recipes) {
      if (recipe._resource && Stage.of(recipe._resource) === Stage.of(this)) {
        this.resource.node.addDependency(recipe._resource);
      }
    }

    openRepositories(props.rules);
    LIFECYCLE_POLICIES.declare(this, () => policyPropertiesOf(this.resource));
    validateWith(this, {
      rules: LIFECYCLE_POLICY_RULES,
      declared: () => ({ properties: policyPropertiesOf(this.resource), intent: this.intentOf(props) }),
      inputOf: ({ properties, intent }) => subjectOf(properties, intent, LifecycleIndex.for(this).viewFor(this.resource)),
      nameOf: path => inWordsOfTheConstruct(path, props.rules.map(rule => rule._action)),
    });
  }

  /** The author's intent, as far as the resource still follows it: its L1 may have been changed since. */
  private intentOf({ rules, resourceSelection: { _recipes: recipes } }: LifecyclePolicyProps): Intent {
    const selected = known(known(this.resource.resourceSelection)?.recipes) ?? [];
    const untouched = recipes.map((recipe, index) => recipe._render() === selected[index] ? recipe : undefined);
    const elsewhere = (resource: IConstruct) => isOfAnotherEnvironment(Stack.of(resource), this.stack);
    return {
      ruleTypes: rules.map(rule => rule._resourceType),
      idleRepositories: rules.flatMap((rule, index) => rule._hasIdleRepositories ? [index] : []),
      repositoriesGiven: rules.some(rule => rule._repositories.length > 0),
      closedRepositories: closedRepositories(rules, this),
      tagsTakenForFunctions: tagsTakenForFunctionsIn(this.resource),
      recipeTypes: untouched.map(recipe => recipe?._resourceType),
      recipesOfElsewhere: untouched.map(recipe => recipe?._resource && elsewhere(recipe._resource) ? recipe._resource.node.path : undefined),
    };
  }

  /**
   * The ARN of the policy. It holds the name in the form that Image Builder gave it: in small letters, without spaces.
   *
   * @attribute
   */
  public get lifecyclePolicyArn(): string {
    return this.getResourceArnAttribute(this.resource.attrArn, {
      service: 'imagebuilder', resource: 'lifecycle-policy', resourceName: this.nameInArn(),
    });
  }

  /**
   * The name of the policy, as it was given or generated.
   *
   * @attribute
   */
  public get lifecyclePolicyName(): string {
    return this.resource.name;
  }

  /** Asked for only where another account or Region refers to the policy, to which the service's own answer cannot be passed. */
  private nameInArn(): string {
    const name = this.resource.name;
    return Token.isUnresolved(name) || isOwnNormalisedForm(name) ? name : Lazy.string({
      produce: () => {
        throw new Error(`[${this.node.path}] the ARN of this lifecycle policy is needed in another account or Region, and can be derived only `
          + `from a lifecyclePolicyName of small letters, digits and hyphens, got ${JSON.stringify(name)}: rename the policy, or pass its ARN by other means`);
      },
    });
  }
}

/** Tells whether two stacks are known to be of different accounts or Regions. */
function isOfAnotherEnvironment(one: Stack, other: Stack): boolean {
  const differ = (here: string, there: string) => here !== there && !Token.isUnresolved(here) && !Token.isUnresolved(there);
  return differ(one.account, other.account) || differ(one.region, other.region);
}

/**
 * A name for a policy that has none. It holds the resource type, which cannot change after creation:
 * a policy that governs something else is so another policy, and CloudFormation replaces it.
 */
function generatedName(scope: IConstruct, resourceType: ResourceType): string {
  const suffix = resourceType === 'AMI_IMAGE' ? '-ami-image' : '-container-image';
  const prefix = Names.uniqueResourceName(scope, { maxLength: LIMITS.name.max - suffix.length, separator: '-', allowedSpecialCharacters: '-' });
  return (prefix + suffix).toLowerCase();
}

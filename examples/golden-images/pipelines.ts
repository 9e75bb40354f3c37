import { Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal, InstanceProfile, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CfnContainerRecipe, CfnDistributionConfiguration, CfnImagePipeline, CfnImageRecipe, CfnInfrastructureConfiguration,
} from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';

// What makes the images: plain L1s, because lifecycle policies work with whatever recipes an app has.

/** A recipe for AMIs. Image Builder counts the last part of its version up with each change. */
export function linuxRecipe(scope: Construct, id: string, name: string): CfnImageRecipe {
  return new CfnImageRecipe(scope, id, {
    name,
    version: '1.0.x',
    parentImage: amazonManaged(scope, 'image', 'amazon-linux-2023-x86'),
    components: [{ componentArn: amazonManaged(scope, 'component', 'update-linux') }],
  });
}

/** A recipe for container images, which go to a repository in ECR. */
export function toolsRecipe(scope: Construct, id: string, name: string, repository: IRepository): CfnContainerRecipe {
  return new CfnContainerRecipe(scope, id, {
    name,
    version: '1.0.0',
    containerType: 'DOCKER',
    parentImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023',
    targetRepository: { service: 'ECR', repositoryName: repository.repositoryName },
    components: [{ componentArn: amazonManaged(scope, 'component', 'update-linux') }],
    dockerfileTemplateData: 'FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}',
  });
}

/** Gives another account AMIs of its own, in the Region of the stack. */
export function copiesTo(scope: Construct, id: string, account: string): CfnDistributionConfiguration {
  return new CfnDistributionConfiguration(scope, id, {
    name: `${Stack.of(scope).stackName}-${id}`,
    distributions: [{ region: Stack.of(scope).region, amiDistributionConfiguration: { TargetAccountIds: [account] } }],
  });
}

/** Lets the pipelines of another account put AMIs into this one. Image Builder prescribes the name of the role. */
export function roleForCopiesFrom(scope: Construct, id: string, account: string): Role {
  return new Role(scope, id, {
    roleName: 'EC2ImageBuilderDistributionCrossAccountRole',
    assumedBy: new AccountPrincipal(account),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('Ec2ImageBuilderCrossAccountDistributionAccess')],
  });
}

/** Properties of a `Pipeline`. */
export interface PipelineProps {
  /** What the pipeline builds. */
  readonly recipe: CfnImageRecipe | CfnContainerRecipe;

  /** Where the images go, if not only to the account and Region of the stack. */
  readonly distribution?: CfnDistributionConfiguration;

  /** Tags of the image resources, by which lifecycle policies can select them. */
  readonly imageTags?: Record<string, string>;
}

/** Builds images of a recipe every Monday. */
export class Pipeline extends Construct {
  constructor(scope: Construct, id: string, { recipe, distribution, imageTags }: PipelineProps) {
    super(scope, id);

    const name = `${Stack.of(this).stackName}-${id}`;
    const isContainer = CfnContainerRecipe.isCfnContainerRecipe(recipe);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [
        'AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder',
        ...isContainer ? ['EC2InstanceProfileForImageBuilderECRContainerBuilds'] : [],
      ].map(policy => ManagedPolicy.fromAwsManagedPolicyName(policy)),
    });
    const infrastructure = new CfnInfrastructureConfiguration(this, 'Infrastructure', {
      name,
      instanceProfileName: new InstanceProfile(this, 'Profile', { role }).instanceProfileName,
    });
    const pipeline = new CfnImagePipeline(this, 'Resource', {
      name,
      ...isContainer ? { containerRecipeArn: recipe.attrArn } : { imageRecipeArn: recipe.attrArn },
      infrastructureConfigurationArn: infrastructure.attrArn,
      distributionConfigurationArn: distribution?.attrArn,
      schedule: { scheduleExpression: 'cron(0 6 ? * mon *)' },
    });
    if (imageTags) {
      // Not `tags`, which are those of the pipeline and select nothing. The L1 of the oldest core that the library runs on lacks the property.
      pipeline.addPropertyOverride('ImageTags', imageTags);
    }
  }
}

/** The newest version of something that Amazon maintains. */
function amazonManaged(scope: Construct, resource: string, name: string): string {
  return Stack.of(scope).formatArn({ service: 'imagebuilder', account: 'aws', resource, resourceName: `${name}/x.x.x` });
}

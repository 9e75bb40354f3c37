import { Names, Stack } from 'aws-cdk-lib';
import { InstanceProfile, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImageRecipe, CfnInfrastructureConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** An image of Amazon Linux that Image Builder builds for a test alone, in half an hour. Its AMI and snapshot go with the stack. */
export function goldenImage(scope: Construct, id: string, key?: IKey): CfnImage {
  const parts = new Construct(scope, id);
  const name = Names.uniqueResourceName(parts, { maxLength: 126, separator: '-' });
  const infrastructure = new CfnInfrastructureConfiguration(parts, 'Infrastructure', {
    name,
    instanceProfileName: new InstanceProfile(parts, 'Profile', {
      role: withManagedPolicies(parts, 'InstanceRole', 'ec2.amazonaws.com', 'AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder'),
    }).instanceProfileName,
  });
  const recipe = new CfnImageRecipe(parts, 'Recipe', {
    name,
    version: '1.0.0',
    parentImage: Stack.of(scope).formatArn({
      service: 'imagebuilder', account: 'aws', resource: 'image', resourceName: 'amazon-linux-2023-x86/x.x.x',
    }),
    blockDeviceMappings: key && [{ deviceName: '/dev/xvda', ebs: { encrypted: true, kmsKeyId: key.keyArn, deleteOnTermination: true } }],
  });
  return new CfnImage(parts, 'Image', {
    imageRecipeArn: recipe.attrArn,
    infrastructureConfigurationArn: infrastructure.attrArn,
    deletionSettings: {
      executionRole: withManagedPolicies(
        parts, 'DeletionRole', 'imagebuilder.amazonaws.com', 'service-role/EC2ImageBuilderLifecycleExecutionPolicy').roleArn,
    },
  });
}

function withManagedPolicies(scope: Construct, id: string, service: string, ...policies: readonly string[]): Role {
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal(service), managedPolicies: policies.map(policy => ManagedPolicy.fromAwsManagedPolicyName(policy)),
  });
}

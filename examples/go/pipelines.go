package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsimagebuilder"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// What makes the images: plain L1s, because lifecycle policies work with whatever recipes an app has.

// newLinuxRecipe makes a recipe for AMIs. Image Builder counts the last part of its version up with each change.
func newLinuxRecipe(scope constructs.Construct, id string, name string) awsimagebuilder.CfnImageRecipe {
	return awsimagebuilder.NewCfnImageRecipe(scope, &id, &awsimagebuilder.CfnImageRecipeProps{
		Name:        &name,
		Version:     jsii.String("1.0.x"),
		ParentImage: amazonManaged(scope, "image", "amazon-linux-2023-x86"),
		Components: []awsimagebuilder.CfnImageRecipe_ComponentConfigurationProperty{
			{ComponentArn: amazonManaged(scope, "component", "update-linux")},
		},
	})
}

// newToolsRecipe makes a recipe for container images, which go to a repository in ECR.
func newToolsRecipe(scope constructs.Construct, id string, name string, repository awsecr.IRepository) awsimagebuilder.CfnContainerRecipe {
	return awsimagebuilder.NewCfnContainerRecipe(scope, &id, &awsimagebuilder.CfnContainerRecipeProps{
		Name:          &name,
		Version:       jsii.String("1.0.0"),
		ContainerType: jsii.String("DOCKER"),
		ParentImage:   jsii.String("public.ecr.aws/amazonlinux/amazonlinux:2023"),
		TargetRepository: &awsimagebuilder.CfnContainerRecipe_TargetContainerRepositoryProperty{
			Service:        jsii.String("ECR"),
			RepositoryName: repository.RepositoryName(),
		},
		Components: []awsimagebuilder.CfnContainerRecipe_ComponentConfigurationProperty{
			{ComponentArn: amazonManaged(scope, "component", "update-linux")},
		},
		DockerfileTemplateData: jsii.String(
			"FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}"),
	})
}

// newCopiesTo gives another account AMIs of its own, in the Region of the stack.
func newCopiesTo(scope constructs.Construct, id string, account *string) awsimagebuilder.CfnDistributionConfiguration {
	stack := awscdk.Stack_Of(scope)
	return awsimagebuilder.NewCfnDistributionConfiguration(scope, &id, &awsimagebuilder.CfnDistributionConfigurationProps{
		Name: jsii.Sprintf("%s-%s", *stack.StackName(), id),
		Distributions: []awsimagebuilder.CfnDistributionConfiguration_DistributionProperty{{
			Region: stack.Region(),
			// CloudFormation's own words: the L1 gives this property no type.
			AmiDistributionConfiguration: map[string]any{"TargetAccountIds": []*string{account}},
		}},
	})
}

// newRoleForCopiesFrom lets the pipelines of another account put AMIs into this one. Image Builder prescribes the name of the role.
func newRoleForCopiesFrom(scope constructs.Construct, id string, account *string) awsiam.Role {
	return awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		RoleName:  jsii.String("EC2ImageBuilderDistributionCrossAccountRole"),
		AssumedBy: awsiam.NewAccountPrincipal(account),
		ManagedPolicies: &[]awsiam.IManagedPolicy{
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("Ec2ImageBuilderCrossAccountDistributionAccess")),
		},
	})
}

type pipelineProps struct {
	// What is built: one of the two.
	ImageRecipe     awsimagebuilder.CfnImageRecipe
	ContainerRecipe awsimagebuilder.CfnContainerRecipe

	// Where the images go, if not only to the account and Region of the stack.
	Distribution awsimagebuilder.CfnDistributionConfiguration

	// Tags of the image resources, by which lifecycle policies can select them.
	ImageTags map[string]string
}

// newPipeline builds images of a recipe every Monday.
func newPipeline(scope constructs.Construct, id string, props pipelineProps) constructs.Construct {
	construct := constructs.NewConstruct(scope, &id)
	name := fmt.Sprintf("%s-%s", *awscdk.Stack_Of(construct).StackName(), id)

	policies := []string{"AmazonSSMManagedInstanceCore", "EC2InstanceProfileForImageBuilder"}
	if props.ContainerRecipe != nil {
		policies = append(policies, "EC2InstanceProfileForImageBuilderECRContainerBuilds")
	}
	var managed []awsiam.IManagedPolicy
	for _, policy := range policies {
		managed = append(managed, awsiam.ManagedPolicy_FromAwsManagedPolicyName(&policy))
	}
	role := awsiam.NewRole(construct, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy:       awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
		ManagedPolicies: &managed,
	})
	profile := awsiam.NewInstanceProfile(construct, jsii.String("Profile"), &awsiam.InstanceProfileProps{Role: role})
	infrastructure := awsimagebuilder.NewCfnInfrastructureConfiguration(construct, jsii.String("Infrastructure"),
		&awsimagebuilder.CfnInfrastructureConfigurationProps{
			Name:                &name,
			InstanceProfileName: profile.InstanceProfileName(),
		})

	cfnProps := awsimagebuilder.CfnImagePipelineProps{
		Name:                           &name,
		InfrastructureConfigurationArn: infrastructure.AttrArn(),
		Schedule: &awsimagebuilder.CfnImagePipeline_ScheduleProperty{
			ScheduleExpression: jsii.String("cron(0 6 ? * mon *)"),
		},
	}
	if props.ContainerRecipe != nil {
		cfnProps.ContainerRecipeArn = props.ContainerRecipe.AttrArn()
	} else {
		cfnProps.ImageRecipeArn = props.ImageRecipe.AttrArn()
	}
	if props.Distribution != nil {
		cfnProps.DistributionConfigurationArn = props.Distribution.AttrArn()
	}
	pipeline := awsimagebuilder.NewCfnImagePipeline(construct, jsii.String("Resource"), &cfnProps)
	if props.ImageTags != nil {
		// Not `Tags`, which are those of the pipeline and select nothing.
		pipeline.AddPropertyOverride(jsii.String("ImageTags"), props.ImageTags)
	}
	return construct
}

// amazonManaged is the newest version of something that Amazon maintains.
func amazonManaged(scope constructs.Construct, resource string, name string) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service:      jsii.String("imagebuilder"),
		Account:      jsii.String("aws"),
		Resource:     &resource,
		ResourceName: jsii.String(name + "/x.x.x"),
	})
}

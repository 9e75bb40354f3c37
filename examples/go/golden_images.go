package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	governance "github.com/cdkimagegovernance/cdk-image-governance-go/cdkimagegovernance"
)

var (
	// Where the platform team builds its images.
	building = &awscdk.Environment{Account: jsii.String("111111111111"), Region: jsii.String("eu-west-1")}

	// An account that gets copies of Golden Linux.
	member = &awscdk.Environment{Account: jsii.String("222222222222"), Region: jsii.String("eu-west-1")}

	// The account of a partner, who has another organization.
	partner = jsii.String("333333333333")

	// The accounts that run what the company sells.
	workloads = jsii.String("arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-workload")

	// Where whoever releases an image of Golden Linux writes the id of its AMI.
	released = jsii.String("/golden-linux/released")

	// The build that the partner may launch, until another one is written here.
	partnerBuild = jsii.String("arn:aws:imagebuilder:eu-west-1:111111111111:image/partner-linux/1.0.0/1")

	// Whoever needs an image for longer puts this tag on it, in Image Builder.
	pinned = &map[string]*string{"keep": jsii.String("true")}
)

// unlockDelay is for how long a locked rule stays as it is once it is unlocked: nobody can shorten that.
func unlockDelay() awscdk.Duration {
	return awscdk.Duration_Days(jsii.Number(7))
}

// goldenLinuxRules are how Golden Linux grows old, in the account that builds it and in those that get copies.
func goldenLinuxRules(usableDays float64) *[]governance.LifecycleRule {
	// AMIs that somebody still launches stay, whatever their age.
	inUse := &governance.LifecycleAmiExclusions{LastLaunched: governance.LifecycleAge_Weeks(jsii.Number(4))}
	return &[]governance.LifecycleRule{
		governance.LifecycleRule_DeprecateAmis(&governance.LifecycleAmiRuleOptions{
			Age:           governance.LifecycleAge_Days(jsii.Number(30)),
			ExclusionTags: pinned,
		}),
		governance.LifecycleRule_DisableAmis(&governance.LifecycleAmiRuleOptions{
			Age:           governance.LifecycleAge_Days(&usableDays),
			ExclusionTags: pinned,
			AmiExclusions: inUse,
		}),
		governance.LifecycleRule_DeleteAmis(&governance.LifecycleAmiDeletionOptions{
			Filter: governance.LifecycleFilter_Age(governance.LifecycleAge_Days(jsii.Number(90)), &governance.LifecycleAgeFilterOptions{
				RetainAtLeast: jsii.Number(3),
			}),
			ExclusionTags: pinned,
			AmiExclusions: inUse,
		}),
	}
}

func newGoldenLinux(scope constructs.Construct, id string, usableDays float64) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env:         building,
		Description: jsii.String("The AMI that everybody launches: built every week, copied to a member account, deleted after three months."),
	})

	recipe := newLinuxRecipe(stack, "Recipe", "Golden Linux")
	newPipeline(stack, "Pipeline", pipelineProps{ImageRecipe: recipe, Distribution: newCopiesTo(stack, "Copies", member.Account)})

	policy := governance.NewLifecyclePolicy(stack, jsii.String("Lifecycle"), &governance.LifecyclePolicyProps{
		Description: jsii.Sprintf("Golden Linux: current for 30 days, usable for %v, deleted after 90", usableDays),
		ResourceSelection: governance.LifecycleResourceSelection_Recipes(
			governance.LifecycleRecipe_FromImageRecipe(recipe, nil)),
		Rules: goldenLinuxRules(usableDays),
	})

	// The warning: three images of each version stay, and not three in all. That is what is wanted here.
	awscdk.Annotations_Of(policy).AcknowledgeWarning(
		jsii.String("cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion"),
		jsii.String("auditors may ask for the last three images of any version"))
	return stack
}

func newBuildTools(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env:         building,
		Description: jsii.String("The container image that builds run in, in a repository from which its policy may delete."),
	})

	repository := awsecr.NewRepository(stack, jsii.String("Repository"), nil)
	recipe := newToolsRecipe(stack, "Recipe", "Build Tools", repository)
	newPipeline(stack, "Pipeline", pipelineProps{ContainerRecipe: recipe})

	governance.NewLifecyclePolicy(stack, jsii.String("Lifecycle"), &governance.LifecyclePolicyProps{
		ResourceSelection: governance.LifecycleResourceSelection_Recipes(
			governance.LifecycleRecipe_FromContainerRecipe(recipe, nil)),
		Rules: &[]governance.LifecycleRule{
			governance.LifecycleRule_DeleteContainers(&governance.LifecycleContainerDeletionOptions{
				Filter:        governance.LifecycleFilter_Age(governance.LifecycleAge_Months(jsii.Number(6)), nil),
				ExclusionTags: pinned,
				Repositories:  &[]awsecr.IRepository{repository},
			}),
		},
	})
	return stack
}

func newExperiments(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env:         building,
		Description: jsii.String("Images that are not meant to last, whatever they are made from: their pipelines tag them."),
	})

	newPipeline(stack, "Pipeline", pipelineProps{
		ImageRecipe: newLinuxRecipe(stack, "Recipe", "Experimental Linux"),
		ImageTags:   map[string]string{"lifetime": "short"},
	})

	governance.NewLifecyclePolicy(stack, jsii.String("Lifecycle"), &governance.LifecyclePolicyProps{
		ResourceSelection: governance.LifecycleResourceSelection_Tags(&map[string]*string{"lifetime": jsii.String("short")}),
		Rules: &[]governance.LifecycleRule{
			governance.LifecycleRule_DeleteAmis(&governance.LifecycleAmiDeletionOptions{
				Filter:        governance.LifecycleFilter_Age(governance.LifecycleAge_Weeks(jsii.Number(2)), nil),
				ExclusionTags: pinned,
			}),
		},
	})
	return stack
}

func newRelease(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env: building,
		Description: jsii.String(
			"Who may launch the Golden Linux that is released. Deployed again after a release, it shares the new AMI, and the old one no more."),
	})

	images := &[]governance.ImageSelection{governance.ImageSelection_FromSsmParameter(released, nil)}
	policy := governance.NewImageSharePolicy(stack, jsii.String("Sharing"), &governance.ImageSharePolicyProps{
		Images: images,
		Launch: &[]governance.ImagePrincipal{
			governance.ImagePrincipal_Account(partner),
			governance.ImagePrincipal_OrganizationalUnit(workloads),
		},
	})
	governance.NewImageAttributes(stack, jsii.String("Attributes"), &governance.ImageAttributesProps{
		Images:      images,
		Description: jsii.String("Golden Linux, released by the platform team"),
	})

	// The warning: an account in the organizational unit could launch without being named, and after it is not named any more.
	awscdk.Annotations_Of(policy).AcknowledgeWarning(
		jsii.String("cdk-image-governance:ImageSharePolicy.AccountBesideOrganization"),
		jsii.String("no partner is in the organization"))
	return stack
}

func newPartnerLinux(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env: building,
		Description: jsii.String(
			"The one build that a partner may launch. If it turns out to be bad, it is recalled: one word, and nobody can launch it any more."),
	})

	governance.NewImageSharePolicy(stack, jsii.String("Sharing"), &governance.ImageSharePolicyProps{
		Images: &[]governance.ImageSelection{governance.ImageSelection_FromImageBuildVersionArn(partnerBuild, nil)},
		Launch: &[]governance.ImagePrincipal{governance.ImagePrincipal_Account(partner)},
	})
	// The word is `ImageState_Disabled`.
	update := governance.NewImageStateUpdate(stack, jsii.String("Recall"), &governance.ImageStateUpdateProps{
		Image: governance.ImageBuild_FromImageBuildVersionArn(partnerBuild, nil),
		State: governance.ImageState_Available(nil),
	})
	awsssm.NewStringParameter(stack, jsii.String("State"), &awsssm.StringParameterProps{
		ParameterName: jsii.String("/partner-linux/state"),
		StringValue:   update.ResultingState(),
	})

	// The warning, while it is recalled: the partner cannot launch it, although the share policy lets him. That is what a recall is for.
	awscdk.Annotations_Of(update).AcknowledgeWarning(
		jsii.String("cdk-image-governance:ImageStateUpdate.DisablingUnshares"),
		jsii.String("the partner is to launch it only as long as it is not recalled"))
	return stack
}

func newRetention(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env: building,
		Description: jsii.String(
			"What is deleted by mistake, or on purpose by somebody else, can be restored: for two weeks an AMI, for longer its snapshots."),
	})

	// An AMI can be restored as long as its snapshots can: their rule is the one that nobody can change.
	amis := governance.NewRetentionRule(stack, jsii.String("Amis"), &governance.RetentionRuleProps{
		ResourceType:    governance.RetainedResourceType_EC2_IMAGE,
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
	})
	snapshots := governance.NewLockedRetentionRule(stack, jsii.String("Snapshots"), &governance.LockedRetentionRuleProps{
		ResourceType:    governance.RetainedResourceType_EBS_SNAPSHOT,
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(30)),
		Lock:            governance.RuleLock_Locked(unlockDelay(), nil),
	})

	topic := awssns.NewTopic(stack, jsii.String("LockEvents"), &awssns.TopicProps{
		DisplayName: jsii.String("Whoever touches the lock of the rule for snapshots"),
	})
	snapshots.NotifyTopic(jsii.String("Notify"), topic)
	snapshots.LockAfter(amis, topic)
	awsssm.NewStringParameter(stack, jsii.String("ProtectedUntil"), &awsssm.StringParameterProps{
		ParameterName: jsii.String("/golden-linux/snapshots-protected-until"),
		StringValue:   snapshots.LockEndTime(),
	})
	return stack
}

func newMember(scope constructs.Construct, id string, usableDays float64) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Env: member,
		Description: jsii.String(
			"An account that gets copies of Golden Linux, lets its policy reach them, and has their deleted snapshots retained."),
	})

	newRoleForCopiesFrom(stack, "CopiesRole", building.Account)
	governance.NewCrossAccountLifecycleRole(stack, jsii.String("LifecycleRole"), &governance.CrossAccountLifecycleRoleProps{
		SourceAccounts: &[]*string{building.Account},
		Rules:          goldenLinuxRules(usableDays),
	})

	// The rule that the administrators of the account have made for its snapshots.
	rule := governance.RetentionRule_FromRetentionRuleId(stack, jsii.String("SnapshotRule"), jsii.String("rule0000001"))
	governance.NewRetentionRuleLock(stack, jsii.String("RetentionLock"), &governance.RetentionRuleLockProps{
		RetentionRule: rule,
		Lock:          governance.RuleLock_Locked(unlockDelay(), nil),
	})
	return stack
}

// goldenImages are the images of a platform team, from the pipelines that build them to the day on which they go.
func goldenImages(app awscdk.App, usableDays float64) {
	newGoldenLinux(app, "GoldenLinux", usableDays)
	newBuildTools(app, "BuildTools")
	newExperiments(app, "Experiments")
	newRelease(app, "Release")
	newPartnerLinux(app, "PartnerLinux")
	newRetention(app, "Retention")
	newMember(app, "Member", usableDays)
}

"""What makes the images: plain L1s, because lifecycle policies work with whatever recipes an app has."""

from aws_cdk import Stack, aws_iam as iam, aws_imagebuilder as imagebuilder
from aws_cdk.aws_ecr import IRepository
from constructs import Construct


def linux_recipe(scope: Construct, id: str, name: str) -> imagebuilder.CfnImageRecipe:
    """A recipe for AMIs. Image Builder counts the last part of its version up with each change."""
    return imagebuilder.CfnImageRecipe(
        scope,
        id,
        name=name,
        version="1.0.x",
        parent_image=_amazon_managed(scope, "image", "amazon-linux-2023-x86"),
        components=[_update_linux(scope)],
    )


def tools_recipe(scope: Construct, id: str, name: str, repository: IRepository) -> imagebuilder.CfnContainerRecipe:
    """A recipe for container images, which go to a repository in ECR."""
    return imagebuilder.CfnContainerRecipe(
        scope,
        id,
        name=name,
        version="1.0.0",
        container_type="DOCKER",
        parent_image="public.ecr.aws/amazonlinux/amazonlinux:2023",
        target_repository=imagebuilder.CfnContainerRecipe.TargetContainerRepositoryProperty(
            service="ECR", repository_name=repository.repository_name
        ),
        components=[_update_linux(scope)],
        dockerfile_template_data=(
            "FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}"
        ),
    )


def copies_to(scope: Construct, id: str, account: str) -> imagebuilder.CfnDistributionConfiguration:
    """Gives another account AMIs of its own, in the Region of the stack."""
    stack = Stack.of(scope)
    return imagebuilder.CfnDistributionConfiguration(
        scope,
        id,
        name=f"{stack.stack_name}-{id}",
        distributions=[
            imagebuilder.CfnDistributionConfiguration.DistributionProperty(
                region=stack.region,
                # CloudFormation's own words: the L1 gives this property no type.
                ami_distribution_configuration={"TargetAccountIds": [account]},
            )
        ],
    )


def role_for_copies_from(scope: Construct, id: str, account: str) -> iam.Role:
    """Lets the pipelines of another account put AMIs into this one. Image Builder prescribes the name of the role."""
    return iam.Role(
        scope,
        id,
        role_name="EC2ImageBuilderDistributionCrossAccountRole",
        assumed_by=iam.AccountPrincipal(account),
        managed_policies=[
            iam.ManagedPolicy.from_aws_managed_policy_name("Ec2ImageBuilderCrossAccountDistributionAccess")
        ],
    )


class Pipeline(Construct):
    """Builds images of a recipe every Monday."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        recipe: imagebuilder.CfnImageRecipe | imagebuilder.CfnContainerRecipe,
        distribution: imagebuilder.CfnDistributionConfiguration | None = None,
        image_tags: dict[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id)

        name = f"{Stack.of(self).stack_name}-{id}"
        policies = ["AmazonSSMManagedInstanceCore", "EC2InstanceProfileForImageBuilder"]
        if isinstance(recipe, imagebuilder.CfnContainerRecipe):
            policies.append("EC2InstanceProfileForImageBuilderECRContainerBuilds")
            built = {"container_recipe_arn": recipe.attr_arn}
        else:
            built = {"image_recipe_arn": recipe.attr_arn}

        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(policy) for policy in policies],
        )
        infrastructure = imagebuilder.CfnInfrastructureConfiguration(
            self,
            "Infrastructure",
            name=name,
            instance_profile_name=iam.InstanceProfile(self, "Profile", role=role).instance_profile_name,
        )
        pipeline = imagebuilder.CfnImagePipeline(
            self,
            "Resource",
            name=name,
            **built,
            infrastructure_configuration_arn=infrastructure.attr_arn,
            distribution_configuration_arn=distribution.attr_arn if distribution else None,
            schedule=imagebuilder.CfnImagePipeline.ScheduleProperty(schedule_expression="cron(0 6 ? * mon *)"),
        )
        if image_tags:
            # Not `tags`, which are those of the pipeline and select nothing.
            pipeline.add_property_override("ImageTags", image_tags)


def _update_linux(scope: Construct) -> dict[str, str]:
    return {"componentArn": _amazon_managed(scope, "component", "update-linux")}


def _amazon_managed(scope: Construct, resource: str, name: str) -> str:
    """The newest version of something that Amazon maintains."""
    return Stack.of(scope).format_arn(
        service="imagebuilder", account="aws", resource=resource, resource_name=f"{name}/x.x.x"
    )

package goldenimages;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.InstanceProfile;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.imagebuilder.CfnContainerRecipe;
import software.amazon.awscdk.services.imagebuilder.CfnDistributionConfiguration;
import software.amazon.awscdk.services.imagebuilder.CfnImagePipeline;
import software.amazon.awscdk.services.imagebuilder.CfnImageRecipe;
import software.amazon.awscdk.services.imagebuilder.CfnInfrastructureConfiguration;
import software.constructs.Construct;

/** Builds images of a recipe every Monday. */
final class Pipeline extends Construct {
    private static final List<String> FOR_AMIS =
            List.of("AmazonSSMManagedInstanceCore", "EC2InstanceProfileForImageBuilder");
    private static final List<String> FOR_CONTAINERS = List.of(
            "AmazonSSMManagedInstanceCore",
            "EC2InstanceProfileForImageBuilder",
            "EC2InstanceProfileForImageBuilderECRContainerBuilds");

    private final CfnImagePipeline.Builder pipeline;

    /** For AMIs that go to other accounts as well. */
    Pipeline(
            final Construct scope,
            final String id,
            final CfnImageRecipe recipe,
            final CfnDistributionConfiguration distribution) {
        this(scope, id, FOR_AMIS);
        pipeline.imageRecipeArn(recipe.getAttrArn())
                .distributionConfigurationArn(distribution.getAttrArn())
                .build();
    }

    /** For AMIs whose image resources have tags, by which lifecycle policies can select them. */
    Pipeline(final Construct scope, final String id, final CfnImageRecipe recipe, final Map<String, String> imageTags) {
        this(scope, id, FOR_AMIS);
        // Not `tags`, which are those of the pipeline and select nothing.
        pipeline.imageRecipeArn(recipe.getAttrArn()).build().addPropertyOverride("ImageTags", imageTags);
    }

    /** For container images. */
    Pipeline(final Construct scope, final String id, final CfnContainerRecipe recipe) {
        this(scope, id, FOR_CONTAINERS);
        pipeline.containerRecipeArn(recipe.getAttrArn()).build();
    }

    private Pipeline(final Construct scope, final String id, final List<String> policies) {
        super(scope, id);

        String name = Stack.of(this).getStackName() + "-" + id;
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .managedPolicies(policies.stream()
                        .map(ManagedPolicy::fromAwsManagedPolicyName)
                        .toList())
                .build();
        InstanceProfile profile =
                InstanceProfile.Builder.create(this, "Profile").role(role).build();
        CfnInfrastructureConfiguration infrastructure = CfnInfrastructureConfiguration.Builder.create(
                        this, "Infrastructure")
                .name(name)
                .instanceProfileName(profile.getInstanceProfileName())
                .build();
        pipeline = CfnImagePipeline.Builder.create(this, "Resource")
                .name(name)
                .infrastructureConfigurationArn(infrastructure.getAttrArn())
                .schedule(CfnImagePipeline.ScheduleProperty.builder()
                        .scheduleExpression("cron(0 6 ? * mon *)")
                        .build());
    }
}

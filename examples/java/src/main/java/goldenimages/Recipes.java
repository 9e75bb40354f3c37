package goldenimages;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecr.IRepository;
import software.amazon.awscdk.services.imagebuilder.CfnContainerRecipe;
import software.amazon.awscdk.services.imagebuilder.CfnDistributionConfiguration;
import software.amazon.awscdk.services.imagebuilder.CfnImageRecipe;
import software.constructs.Construct;

/** What makes the images: plain L1s, because lifecycle policies work with whatever recipes an app has. */
final class Recipes {
    /** A recipe for AMIs. Image Builder counts the last part of its version up with each change. */
    static CfnImageRecipe linux(final Construct scope, final String id, final String name) {
        return CfnImageRecipe.Builder.create(scope, id)
                .name(name)
                .version("1.0.x")
                .parentImage(amazonManaged(scope, "image", "amazon-linux-2023-x86"))
                .components(List.of(CfnImageRecipe.ComponentConfigurationProperty.builder()
                        .componentArn(amazonManaged(scope, "component", "update-linux"))
                        .build()))
                .build();
    }

    /** A recipe for container images, which go to a repository in ECR. */
    static CfnContainerRecipe tools(
            final Construct scope, final String id, final String name, final IRepository repository) {
        return CfnContainerRecipe.Builder.create(scope, id)
                .name(name)
                .version("1.0.0")
                .containerType("DOCKER")
                .parentImage("public.ecr.aws/amazonlinux/amazonlinux:2023")
                .targetRepository(CfnContainerRecipe.TargetContainerRepositoryProperty.builder()
                        .service("ECR")
                        .repositoryName(repository.getRepositoryName())
                        .build())
                .components(List.of(CfnContainerRecipe.ComponentConfigurationProperty.builder()
                        .componentArn(amazonManaged(scope, "component", "update-linux"))
                        .build()))
                .dockerfileTemplateData("FROM {{{ imagebuilder:parentImage }}}\n"
                        + "{{{ imagebuilder:environments }}}\n"
                        + "{{{ imagebuilder:components }}}")
                .build();
    }

    /** Gives another account AMIs of its own, in the Region of the stack. */
    static CfnDistributionConfiguration copiesTo(final Construct scope, final String id, final String account) {
        Stack stack = Stack.of(scope);
        return CfnDistributionConfiguration.Builder.create(scope, id)
                .name(stack.getStackName() + "-" + id)
                .distributions(List.of(CfnDistributionConfiguration.DistributionProperty.builder()
                        .region(stack.getRegion())
                        // CloudFormation's own words: the L1 gives this property no type.
                        .amiDistributionConfiguration(Map.of("TargetAccountIds", List.of(account)))
                        .build()))
                .build();
    }

    /** The newest version of something that Amazon maintains. */
    private static String amazonManaged(final Construct scope, final String resource, final String name) {
        return Stack.of(scope).formatArn(ArnComponents.builder()
                .service("imagebuilder")
                .account("aws")
                .resource(resource)
                .resourceName(name + "/x.x.x")
                .build());
    }

    private Recipes() {}
}

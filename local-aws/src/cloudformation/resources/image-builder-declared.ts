import { normalised } from '../../services/image-builder/store';
import { Caller, PARTITION, Regional } from '../../world';
import type { ResourceRequest, ResourceState, ResourceType } from '../resource-type';
import { HandlerError } from './handler-error';
import { kept } from './kept';

/** What images are built from and with. It is kept as declared: nothing is built here. */
export function imageBuilderDeclared(): ResourceType[] {
  const versions = new Versions();
  return [
    kept('AWS::ImageBuilder::ImageRecipe', request => versioned(request, 'image-recipe', versions)),
    kept('AWS::ImageBuilder::ContainerRecipe', request => versioned(request, 'container-recipe', versions)),
    kept('AWS::ImageBuilder::ImagePipeline', request => named(request, 'image-pipeline')),
    kept('AWS::ImageBuilder::InfrastructureConfiguration', request => named(request, 'infrastructure-configuration')),
    kept('AWS::ImageBuilder::DistributionConfiguration', request => named(request, 'distribution-configuration')),
  ];
}

function named(request: ResourceRequest, kind: string): ResourceState {
  const arn = arnOf(request, kind);
  return { physicalId: arn, attributes: { Arn: arn, Name: request.properties.Name } };
}

function versioned(request: ResourceRequest, kind: string, versions: Versions): ResourceState {
  const place = arnOf(request, kind);
  const version = versions.next(request.caller, place, request.properties.Version);
  const [major, minor] = version.split('.');
  return {
    physicalId: `${place}/${version}`,
    attributes: {
      'Arn': `${place}/${version}`,
      'Name': request.properties.Name,
      'LatestVersion.Arn': `${place}/x.x.x`,
      'LatestVersion.Major': `${place}/${major}.x.x`,
      'LatestVersion.Minor': `${place}/${major}.${minor}.x`,
      'LatestVersion.Patch': `${place}/${version}`,
    },
  };
}

function arnOf({ caller: { account, region }, properties }: ResourceRequest, kind: string): string {
  return `arn:${PARTITION}:imagebuilder:${region}:${account}:${kind}/${normalised(properties.Name)}`;
}

/**
 * The versions of recipes that were given. In a version with an `x`, the first `x` is one more than in the latest version that it
 * matches, or 0, and the others are 0.
 */
class Versions {
  private readonly given = new Regional<readonly string[]>();

  public next(caller: Caller, place: string, wanted: string): string {
    const there = this.given.of(caller).get(place) ?? [];
    const parts = wanted.split('.');
    const first = parts.indexOf('x');
    if (first >= 0 && parts.slice(first).some(part => part !== 'x')) {
      throw new HandlerError('InvalidRequest', `The version ${wanted} has a number after a wildcard. (Service: Imagebuilder, Status Code: 400)`);
    }
    const fixed = parts.slice(0, Math.max(first, 0));
    const matching = there.map(version => version.split('.')).filter(version => fixed.every((part, index) => version[index] === part));
    const next = first < 0 ? parts
      : [...fixed, String(Math.max(-1, ...matching.map(version => Number(version[first]))) + 1), ...parts.slice(first + 1).map(() => '0')];
    this.given.of(caller).set(place, [...there, next.join('.')]);
    return next.join('.');
  }
}

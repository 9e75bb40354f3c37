import { Token } from 'aws-cdk-lib';

/** The parts of an Image Builder ARN that has a version. Any of them may be a token. */
export interface ImageBuilderArn {
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Reads an ARN such as `arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.0.0`, of an image with or without its build.
 *
 * The text of a token has neither colons nor slashes, so an ARN with tokens for its partition, Region or account is read as well.
 */
export function readImageBuilderArn(arn: string): ImageBuilderArn | undefined {
  const [, region, account, resource, name, version] =
    /^arn:[^:]+:imagebuilder:([^:]*):([^:]*):([a-z-]+)\/([^/]+)\/([^/]+)(?:\/[^/]+)?$/.exec(arn) ?? [];
  return resource === undefined ? undefined : { region, account, resource, name, version };
}

/**
 * Whether only the deployment knows what a text is an ARN of: it is a token, or its service or resource is one.
 */
export function mayBeAnyArn(text: string): boolean {
  const [prefix, , service, , , resource] = text.split(':');
  return Token.isUnresolved(text) && (prefix !== 'arn' || Token.isUnresolved(service) || Token.isUnresolved(resource));
}

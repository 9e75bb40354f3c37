/**
 * The form in which Image Builder compares names: without capitals, and with spaces and underscores alike.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
 */
export function normalisedName(name: string): string {
  return name.toLowerCase().replace(/ /g, '_');
}

/**
 * As `normalisedName`, with hyphens alike as well. Whether Image Builder tells them apart is not documented.
 */
export function looselyNormalisedName(name: string): string {
  return normalisedName(name).replace(/_/g, '-');
}

/**
 * Tells whether a name stands in the ARN as it is. Of any other name it is not documented how the ARN spells it.
 */
export function isOwnNormalisedForm(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

/** The parts of an Image Builder ARN that has a version. To a construct, any of them may be a token. */
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
 * Tells whether a recipe of one version, or one that counts its versions itself (`1.0.x`), may make images of a selected version.
 *
 * What is not known may be anything.
 */
export function mayMake(version: string | undefined, selected: string | undefined): boolean {
  if (version === undefined || selected === undefined) {
    return true;
  }
  const nodes = selected.split('.');
  return version.split('.').every((node, index) => node === 'x' || nodes[index] === 'x' || node === nodes[index]);
}

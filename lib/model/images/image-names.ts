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
 * Whether a name stands in the ARN as it is. Of any other name it is not documented how the ARN spells it.
 */
export function isOwnNormalisedForm(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

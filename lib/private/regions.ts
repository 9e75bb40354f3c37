import { RegionInfo } from 'aws-cdk-lib/region-info';

let regions: ReadonlySet<string> | undefined;

/** Whether the CDK knows a Region: one that it does not know may be newer, or misspelt. */
export function isKnownRegion(region: string): boolean {
  regions ??= new Set(RegionInfo.regions.map(({ name }) => name));
  return regions.has(region);
}

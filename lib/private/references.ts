import { CfnElement, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { known } from './tokens';

/** The construct that a text behind a token refers to. */
export function referenced(text: string): IConstruct | undefined {
  return Tokenization.reverseString(text).tokens.find(token => Reference.isReference(token))?.target;
}

/** A value as its template will have it. Only what is a token needs the look. */
export function resolved(scope: IConstruct, value: unknown): unknown {
  return Token.isUnresolved(value) ? known<unknown>(Stack.of(scope).resolve(value)) : value;
}

/** The name of a resource as the template has it: other libraries generate names only when it is written. `undefined` if only the deployment knows it. */
export function nameOf(resource: CfnElement & { readonly name: string }): string | undefined {
  const name = resolved(resource, resource.name);
  return typeof name === 'string' ? name : undefined;
}

/** The properties of a resource as its template has them, with what the L1 of an older core can only take as an override. */
export function templateProperties(resource: CfnElement): Record<string, unknown> {
  const { Resources: resources } = Stack.of(resource).resolve(resource._toCloudFormation());
  return (Object.values(resources)[0] as { Properties?: Record<string, unknown> }).Properties ?? {};
}

/** A field of a property that the L1 takes as written, in either spelling. */
export function field(structure: Record<string, unknown>, name: string): unknown {
  return structure[name] ?? structure[name[0].toUpperCase() + name.slice(1)];
}

/** Where something is that has to be told from others of an account and Region; or, if these are not known, of a Stage. */
export function environmentOf(construct: IConstruct): string {
  const stack = Stack.of(construct);
  const isConcrete = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  return `${isConcrete ? '' : Stage.of(construct)?.node.addr}|${stack.environment}`;
}

let regions: ReadonlySet<string> | undefined;

/** Tells whether the CDK knows a Region: one that it does not know may be newer, or misspelt. */
export function isKnownRegion(region: string): boolean {
  regions ??= new Set(RegionInfo.regions.map(({ name }) => name));
  return regions.has(region);
}

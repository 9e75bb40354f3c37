import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly, CloudFormationStackArtifact, UNKNOWN_ACCOUNT, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import type { Deployment } from './runner';
import { STACK_TYPE } from './stack';
import type { Template } from './template';
import { StandInFault } from '../service-error';
import type { Caller } from '../world';

/** A file of an asset manifest: where it is in the assembly, and under which keys it is published. */
interface FileAsset {
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/**
 * What `cdk deploy` sends of a stack.
 *
 * @param assembly The assembly that the stack is in: of the app, or of a stage.
 * @param stackName The name of the stack, or the id of its artifact.
 * @param home The account and Region of stacks that name none.
 */
export function deploymentOf(assembly: CloudAssembly, stackName: string, home: Pick<Caller, 'account' | 'region'>): Deployment {
  const found = assembly.stacks.filter(stack => stack.stackName === stackName || stack.id === stackName);
  if (found.length !== 1) {
    throw new Error(`the assembly has ${found.length} stacks ${stackName}: ${assembly.stacks.map(stack => stack.stackName).join(', ')}`);
  }
  const [artifact] = found;
  const { account, region } = artifact.environment;
  const template: Template = artifact.template;
  refuseNested(template);
  return {
    stackName: artifact.stackName,
    account: account === UNKNOWN_ACCOUNT ? home.account : account,
    region: region === UNKNOWN_REGION ? home.region : region,
    template,
    parameters: artifact.parameters,
    tags: artifact.tags,
    terminationProtection: artifact.terminationProtection ?? false,
    assetFolder: key => assetFolder(artifact, key),
  };
}

function refuseNested({ Resources: resources }: Template): void {
  const nested = Object.keys(resources).filter(logicalId => resources[logicalId].Type === STACK_TYPE);
  if (nested.length > 0) {
    throw new StandInFault(`nested stacks are not modelled: ${nested.join(', ')}`);
  }
}

/** Where the assembly has what is published under a key. */
function assetFolder({ assembly }: CloudFormationStackArtifact, key: string): string {
  const manifests = Object.values(assembly.manifest.artifacts ?? {}).flatMap(({ type, properties }) =>
    type === 'cdk:asset-manifest' ? [(properties as { file: string }).file] : []);
  for (const manifest of manifests) {
    const { files = {} } = JSON.parse(readFileSync(join(assembly.directory, manifest), 'utf8')) as { files?: Record<string, FileAsset> };
    const file = Object.values(files).find(({ destinations }) => Object.values(destinations).some(({ objectKey }) => objectKey === key));
    if (file?.source.path !== undefined) {
      return join(assembly.directory, file.source.path);
    }
  }
  throw new StandInFault(`the assembly has no asset that is published as ${key}`);
}

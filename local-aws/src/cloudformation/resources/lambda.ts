import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionHost } from '../../lambda/function-host';
import { StandInFault } from '../../service-error';
import { PARTITION } from '../../world';
import type { ResourceRequest, ResourceType } from '../resource-type';
import { Identities } from './identities';
import { kept } from './kept';
import type { Names } from './names';
import { registered } from './registered';

/** Functions, and what is declared about them. */
export function lambda(functions: FunctionHost, names: Names): ResourceType[] {
  return [lambdaFunction(functions, names), permission(names), eventInvokeConfig()];
}

function lambdaFunction(functions: FunctionHost, names: Names): ResourceType {
  const identities = new Identities('AWS::Lambda::Function');
  const inline = new InlineCode();

  const put = (name: string, arn: string, request: ResourceRequest): void => {
    const { properties, caller } = request;
    functions.put({
      arn,
      name,
      account: caller.account,
      region: caller.region,
      role: properties.Role,
      handler: properties.Handler,
      timeoutSeconds: properties.Timeout ?? 3,
      environment: properties.Environment?.Variables ?? {},
      code: inline.put(arn, properties.Code.ZipFile) ?? request.assetFolder(properties.Code.S3Key),
      logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    });
  };

  return registered('AWS::Lambda::Function', {
    create: async request => {
      refuseUnmodelled(request);
      const { account, region } = request.caller;
      const name: string = request.properties.FunctionName ?? names.name(request);
      const arn = `arn:${PARTITION}:lambda:${region}:${account}:function:${name}`;
      const state = identities.add(request, { physicalId: name, attributes: { Arn: arn } });
      put(name, arn, request);
      return state;
    },

    update: async request => {
      refuseUnmodelled(request);
      const state = identities.get(request);
      put(state.physicalId, state.attributes.Arn as string, request);
      return state;
    },

    delete: async request => {
      const arn = identities.get(request).attributes.Arn as string;
      functions.remove(arn);
      inline.remove(arn);
      identities.remove(request);
    },
  });
}

/** Says what would make a function another one than the stand-in runs. */
function refuseUnmodelled({ type, properties }: ResourceRequest): void {
  const { Runtime: runtime = 'none', PackageType: packageType = 'Zip', Layers: layers = [], Code: code } = properties;
  if (packageType !== 'Zip' || !runtime.startsWith('nodejs')) {
    throw new StandInFault(`${type} of package type ${packageType} and runtime ${runtime} is not modelled`);
  }
  if (layers.length > 0) {
    throw new StandInFault(`Layers of ${type} are not modelled`);
  }
  if (code.ZipFile === undefined && code.S3Key === undefined) {
    throw new StandInFault(`${type} without ZipFile or S3Key is not modelled`);
  }
}

/** Code that stands in the template itself, in a file named `index`, as Lambda has it. */
class InlineCode {
  private readonly folders = new Map<string, string>();

  /** The folder of a function's code, in the place of the one that it had, if it is in the template. */
  public put(arn: string, code: string | undefined): string | undefined {
    this.remove(arn);
    if (code === undefined) {
      return undefined;
    }
    const folder = mkdtempSync(join(tmpdir(), 'function-'));
    this.folders.set(arn, folder);
    writeFileSync(join(folder, 'index.js'), code);
    return folder;
  }

  public remove(arn: string): void {
    const folder = this.folders.get(arn);
    if (folder !== undefined) {
      rmSync(folder, { recursive: true });
      this.folders.delete(arn);
    }
  }
}

/** Who may invoke a function. Nobody asks it here. */
function permission(names: Names): ResourceType {
  return kept('AWS::Lambda::Permission', request => {
    const id = names.name(request);
    return { physicalId: id, attributes: { Id: id } };
  });
}

/** How a function is invoked asynchronously: as it is anyway, or it is not modelled. */
function eventInvokeConfig(): ResourceType {
  const type = 'AWS::Lambda::EventInvokeConfig';
  const identities = new Identities(type);
  const check = ({ properties: { MaximumRetryAttempts: attempts = 2, DestinationConfig: destinations } }: ResourceRequest): void => {
    if (attempts !== 2 || destinations !== undefined) {
      throw new StandInFault('events with other than two retries, or with destinations, are not modelled');
    }
  };
  return registered(type, {
    create: async request => {
      check(request);
      const { FunctionName: name, Qualifier: qualifier } = request.properties;
      return identities.add(request, { physicalId: `${name}|${qualifier}`, attributes: {} });
    },
    update: async request => {
      check(request);
      return identities.get(request);
    },
    delete: async request => identities.remove(request),
  });
}

import type { Template } from '../../local-aws/src/cloudformation';
import { resolve, Scope } from '../../local-aws/src/cloudformation/intrinsics';
import { serviceModel } from '../../local-aws/src/model/service-model';
import { violations } from '../../local-aws/src/model/violations';
import { HOME } from '../../local-aws/src/stand-in';

// The calls of the stacks that ask AWS, and what AWS's own models say of them.

/** A call as the template has it. */
export interface Call {
  readonly logicalId: string;

  /** What the function is sent, with nothing resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A call that is ready to be made. */
export interface ResolvedCall {
  readonly service: string;
  readonly api: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly expected?: string;
  readonly actualPath?: string;

  /** The machine that has the call made again until the answer is as expected. */
  readonly stateMachineArn?: string;
}

/** The models of the services that are asked, by the names of their clients. */
const MODELS: Readonly<Record<string, string>> = {
  ec2: 'ec2/2016-11-15', iam: 'iam/2010-05-08', imagebuilder: 'imagebuilder/2019-12-02', ram: 'ram/2018-01-04', rbin: 'rbin/2021-06-15',
};

/** The calls of a template, in its order. The template of an app that asks nothing has no resources at all. */
export function callsIn({ Resources: resources = {} }: Template): Call[] {
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties }]) =>
    Type.startsWith('Custom::DeployAssert@SdkCall') ? [{ logicalId, properties: Properties as Call['properties'] }] : []);
}

/** The actions that the function which makes the calls may do, and that which repeats them. */
export function allowedIn({ Resources: resources }: Template): string[][] {
  return Object.values(resources).flatMap(({ Type, Properties: { Handler, Role } = {} as any }) => {
    if (Type !== 'AWS::Lambda::Function' || Handler === 'index.onTimeout') {
      return [];
    }
    const { Policies = [] } = resources[Role['Fn::GetAtt'][0]].Properties as any;
    return [Policies.flatMap((policy: any) => policy.PolicyDocument.Statement).flatMap((statement: any) => statement.Action)];
  });
}

/** What is known when calls are made. */
export interface Known {
  /** Exports of the stack that is tested. */
  readonly exports: ReadonlyMap<string, string>;

  /** What earlier calls answered. */
  readonly answers: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** A call with everything in it that is known. */
export function resolved({ properties }: Call, { exports, answers }: Known): ResolvedCall {
  const known = <T>(map: ReadonlyMap<string, T>, name: string): T => {
    if (!map.has(name)) {
      throw new Error(`${name} is not known`);
    }
    return map.get(name)!;
  };
  const scope: Scope = {
    parameters: new Map([['AWS::AccountId', HOME.account], ['AWS::Region', HOME.region], ['AWS::Partition', 'aws']]),
    mappings: {},
    condition: name => { throw new Error(`there is no condition ${name}`); },
    ref: logicalId => logicalId,
    attribute: (logicalId, name) => (name === 'Arn' ? logicalId : known(new Map(Object.entries(known(answers, logicalId))), name)),
    importValue: name => known(exports, name),
  };
  return resolve(properties, scope) as unknown as ResolvedCall;
}

/** In what a call is not as the model of its service has it: request, expectation and path. */
export function mistakesIn({ service, api, parameters = {}, expected, actualPath }: ResolvedCall): string[] {
  if (!(service in MODELS)) {
    return [`${service} is not known`];
  }
  const model = serviceModel(MODELS[service]);
  if (!(api in model.operations)) {
    return [`${service} has no ${api}`];
  }
  const { input, output } = model.operations[api];
  const request = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, JSON.parse(value)]));
  const at = actualPath === undefined ? output!.shape : shapeAt(MODELS[service], output!.shape, actualPath);
  return [
    ...violations(model, input!.shape, request, api),
    ...at === undefined ? [`${api} answers no ${actualPath}`]
      : expected === undefined ? [] : violations(model, at, valueOf(JSON.parse(expected)), actualPath ?? `answer of ${api}`).filter(it => !it.endsWith(' is missing')),
  ];
}

/** The shape of what is at a path of an answer. */
function shapeAt(service: string, shape: string, path: string): string | undefined {
  const { shapes } = serviceModel(service);
  return path.split('.').reduce<string | undefined>((at, step) => at === undefined ? at
    : /^[0-9]+$/.test(step) ? shapes[at].member?.shape : shapes[at].members?.[step]?.shape, shape);
}

/** The least that fulfils an expectation. Of texts that are to match a pattern, only those are known that are a whole text. */
function valueOf(expected: any): any {
  if (Array.isArray(expected)) {
    return expected.map(valueOf);
  }
  if (typeof expected !== 'object') {
    return expected;
  }
  const [[name, argument], ...more] = Object.entries<any>(expected);
  return more.length === 0 && name === '$StringLike' ? /^\^(.*)\$$/.exec(argument)?.[1] ?? argument
    : more.length === 0 && name.startsWith('$') ? valueOf(argument)
      : Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, valueOf(value)]));
}

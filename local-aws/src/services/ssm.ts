import { serviceModel } from '../model/service-model';
import type { AccessRequest, Service } from '../service';
import { ServiceError, StandInFault } from '../service-error';
import { Caller, Clock, PARTITION, Regional } from '../world';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A version of a parameter. */
interface Version {
  readonly Value: string;
  readonly LastModifiedDate: number;
}

interface Parameter {
  readonly Name: string;
  readonly Type: 'String' | 'StringList';
  readonly DataType: string;
  readonly Tier: string;
  readonly AllowedPattern?: string;
  readonly tags: readonly Tag[];

  /** Its versions: the first one is version 1. */
  readonly versions: readonly Version[];
}

export interface SsmOptions {
  /**
   * Whether an AMI is there, for parameters of the data type `aws:ec2:image`. With one that is not, a parameter is put with success and
   * without effect: the AMI is looked for later.
   *
   * @default - every AMI is there
   */
  readonly imageExists?: (imageId: string, caller: Caller) => boolean;
}

const MAX_LEVELS = 15;
const MAX_TAGS = 50;
const MAX_VERSIONS = 100;
const MAX_BYTES: Record<string, number> = { Standard: 4_096, Advanced: 8_192 };

/**
 * Systems Manager's Parameter Store, without secure strings, policies and labels.
 *
 * Modelled from the API reference (PutParameter, GetParameter, GetParameters, DeleteParameter, AddTagsToResource) and the user guide
 * ("Creating Parameter Store parameters", "Using native parameter support for Amazon Machine Image IDs").
 */
export function ssm(clock: Clock, { imageExists = () => true }: SsmOptions = {}): Service {
  const parameters = new Regional<Parameter>();

  const read = (name: string, caller: Caller): object | undefined => {
    const { bare, selector } = parsed(name, caller);
    const parameter = parameters.of(caller).get(bare);
    if (parameter === undefined) {
      return undefined;
    }
    const version = selector === undefined ? parameter.versions.length : Number(selector);
    const found = parameter.versions[version - 1];
    if (found === undefined) {
      throw new ServiceError('ParameterVersionNotFound', `Systems Manager could not find version ${selector} of ${bare}.`);
    }
    const { Type, DataType } = parameter;
    return { Name: bare, Type, DataType, ...found, Version: version, ARN: arnOf(bare, caller), ...selector === undefined ? {} : { Selector: `:${selector}` } };
  };
  const tagged = ({ ResourceType: type, ResourceId: name }: any, caller: Caller): Parameter => {
    if (type !== 'Parameter') {
      throw new StandInFault(`tags of a ${type} are not modelled`);
    }
    const parameter = parameters.of(caller).get(name);
    if (parameter === undefined) {
      throw new ServiceError('InvalidResourceId', `The parameter ${name} does not exist.`);
    }
    return parameter;
  };
  const save = (caller: Caller, parameter: Parameter) => parameters.of(caller).set(parameter.Name, parameter);

  const on = (action: string, name: string, caller: Caller, context: AccessRequest['context'] = {}): AccessRequest => {
    const tags = parameters.of(caller).get(parsed(name, caller).bare)?.tags ?? [];
    return {
      action: `ssm:${action}`,
      resource: arnOf(parsed(name, caller).bare, caller),
      context: { ...Object.fromEntries(tags.map(({ Key: key, Value: value }) => [`aws:ResourceTag/${key}`, value])), ...context },
    };
  };

  return {
    model: serviceModel('ssm/2014-11-06'),
    invalidRequest: [{ code: 'ValidationException' }],
    errors: ['ValidationException'],
    state: [parameters],
    access: {
      GetParameter: ({ Name }, caller) => [on('GetParameter', Name, caller)],
      GetParameters: ({ Names }, caller) => Names.map((name: string) => on('GetParameters', name, caller)),
      PutParameter: ({ Name, Overwrite = false, Tags = [] }, caller) => [
        on('PutParameter', Name, caller, { 'ssm:Overwrite': String(Overwrite), ...requestTags(Tags) }),
        ...Tags.length > 0 ? [on('AddTagsToResource', Name, caller, requestTags(Tags))] : [],
      ],
      DeleteParameter: ({ Name }, caller) => [on('DeleteParameter', Name, caller)],
      AddTagsToResource: ({ ResourceId, Tags }, caller) => [on('AddTagsToResource', ResourceId, caller, requestTags(Tags))],
      RemoveTagsFromResource: ({ ResourceId, TagKeys }, caller) => [on('RemoveTagsFromResource', ResourceId, caller, { 'aws:TagKeys': TagKeys })],
      ListTagsForResource: ({ ResourceId }, caller) => [on('ListTagsForResource', ResourceId, caller)],
    },
    operations: {
      GetParameter: ({ Name }, caller) => {
        const parameter = read(Name, caller);
        if (parameter === undefined) {
          throw notFound(Name);
        }
        return { Parameter: parameter };
      },

      GetParameters: ({ Names: names }: { Names: string[] }, caller) => {
        const found = names.map(name => {
          try {
            return read(name, caller);
          } catch {
            return undefined;
          }
        });
        const absent = names.filter((_, index) => found[index] === undefined);
        return { Parameters: found.filter(it => it !== undefined), ...absent.length > 0 ? { InvalidParameters: absent } : {} };
      },

      PutParameter: (input, caller) => {
        const { Name, Value, Overwrite: overwrite = false, Tags: tags = [] } = input;
        const before = parameters.of(caller).get(Name);
        if (before !== undefined && !overwrite) {
          throw new ServiceError('ParameterAlreadyExists',
            'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
        }
        if (overwrite && tags.length > 0) {
          throw invalid('Tags and overwrite cannot be used together. Use AddTagsToResource.');
        }
        if (before === undefined) {
          refuseName(Name);
        }
        const parameter = changed(before, input, clock);
        legal(parameter, Value, before);
        if (parameter.DataType !== 'aws:ec2:image' || imageExists(Value, caller)) {
          save(caller, parameter);
        }
        return { Version: parameter.versions.length, Tier: parameter.Tier };
      },

      DeleteParameter: ({ Name }, caller) => {
        if (!parameters.of(caller).delete(Name)) {
          throw notFound(Name);
        }
        return {};
      },

      AddTagsToResource: (input, caller) => {
        const parameter = tagged(input, caller);
        const added: Tag[] = input.Tags;
        const tags = [...parameter.tags.filter(({ Key: key }) => !added.some(it => it.Key === key)), ...added];
        if (tags.length > MAX_TAGS) {
          throw new ServiceError('TooManyTagsError', `A parameter has at most ${MAX_TAGS} tags.`);
        }
        save(caller, { ...parameter, tags });
        return {};
      },

      RemoveTagsFromResource: (input, caller) => {
        const parameter = tagged(input, caller);
        save(caller, { ...parameter, tags: parameter.tags.filter(({ Key: key }) => !input.TagKeys.includes(key)) });
        return {};
      },

      ListTagsForResource: (input, caller) => ({ TagList: tagged(input, caller).tags }),
    },
  };
}

/** A parameter as a request leaves it. */
function changed(before: Parameter | undefined, input: any, clock: Clock): Parameter {
  const { Name, Value, Type = before?.Type, AllowedPattern, Tier = before?.Tier ?? 'Standard', DataType = before?.DataType ?? 'text' } = input;
  if (Type === 'SecureString' || input.Policies !== undefined || input.KeyId !== undefined || Tier === 'Intelligent-Tiering') {
    throw new StandInFault('secure strings, policies and intelligent tiering of parameters are not modelled');
  }
  if (Type === undefined) {
    throw invalid('A parameter type is required when you create a parameter.');
  }
  return {
    Name,
    Type,
    DataType,
    Tier,
    ...AllowedPattern === undefined ? {} : { AllowedPattern },
    tags: input.Tags ?? before?.tags ?? [],
    versions: [...before?.versions ?? [], { Value, LastModifiedDate: clock.now() }],
  };
}

/** Refuses what the documentation forbids beyond the model. */
function legal({ Type, DataType, Tier, AllowedPattern, versions }: Parameter, value: string, before: Parameter | undefined): void {
  if (before !== undefined && before.Type !== Type) {
    throw new ServiceError('HierarchyTypeMismatchException', 'The type of a parameter cannot be changed.');
  }
  if (value === '' || Buffer.byteLength(value) > MAX_BYTES[Tier]) {
    throw invalid(`The value of a parameter of the tier ${Tier} has 1 to ${MAX_BYTES[Tier]} bytes.`);
  }
  if (!['text', 'aws:ec2:image'].includes(DataType)) {
    throw invalid(`The data type ${DataType} is not supported.`);
  }
  if (DataType === 'aws:ec2:image' && (Type !== 'String' || !/^ami-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(value))) {
    throw invalid('The value of a parameter of the data type aws:ec2:image is the id of an AMI.');
  }
  if (AllowedPattern !== undefined && !patternOf(AllowedPattern).test(value)) {
    throw new ServiceError('ParameterPatternMismatchException', `The value does not match the pattern ${AllowedPattern}.`);
  }
  if (versions.length > MAX_VERSIONS) {
    throw new StandInFault(`what happens to more than ${MAX_VERSIONS} versions of a parameter is not modelled`);
  }
}

function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new ServiceError('InvalidAllowedPatternException', `The pattern ${pattern} is not a regular expression.`);
  }
}

function refuseName(name: string): void {
  const levels = name.split('/').length - 1;
  if (!/^[a-zA-Z0-9_./-]+$/.test(name) || (levels > 0 && !name.startsWith('/')) || name.endsWith('/')) {
    throw invalid('A parameter name has letters, digits and ._-, and in a hierarchy begins with a slash.');
  }
  if (/^\/?(?:aws|ssm)/i.test(name)) {
    throw invalid('A parameter name cannot begin with aws or ssm.');
  }
  if (levels > MAX_LEVELS) {
    throw new ServiceError('HierarchyLevelLimitExceededException', `A hierarchy has at most ${MAX_LEVELS} levels.`);
  }
}

/** The name of a parameter and the version that is asked for, of a name or an ARN. */
function parsed(text: string, caller: Caller): { readonly bare: string; readonly selector?: string } {
  const prefix = `arn:${PARTITION}:ssm:${caller.region}:${caller.account}:parameter`;
  const local = text.startsWith(`${prefix}/`) ? text.slice(prefix.length) : text;
  const [name, selector] = local.split(':');
  const hierarchy = local === text || name.indexOf('/', 1) > 0;
  return { bare: hierarchy ? name : name.slice(1), ...selector === undefined ? {} : { selector } };
}

function arnOf(name: string, { account, region }: Caller): string {
  return `arn:${PARTITION}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

function requestTags(tags: readonly Tag[]): NonNullable<AccessRequest['context']> {
  return tags.length === 0 ? {} : {
    'aws:TagKeys': tags.map(({ Key: key }) => key),
    ...Object.fromEntries(tags.map(({ Key: key, Value: value }) => [`aws:RequestTag/${key}`, value])),
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function notFound(name: string): ServiceError {
  return new ServiceError('ParameterNotFound', `The parameter ${name} does not exist.`);
}

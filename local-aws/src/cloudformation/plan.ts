import { conditionsOf } from './conditions';
import { Dependencies, dependenciesOf, isThere } from './dependencies';
import { withReferences } from './dynamic-references';
import { importedValue } from './exports';
import { resolve, Scope } from './intrinsics';
import { parametersOf, Parameter, pseudoParameters, ReadParameter } from './parameters';
import type { Output, Stack, StackResource } from './stack';
import type { Stacks } from './stacks';
import { checkTemplate, Template } from './template';
import { isCustom } from './type-registry';

/** What a resource is to be. */
export type Wanted = Pick<StackResource,
  'logicalId' | 'type' | 'declared' | 'properties' | 'stackTags' | 'dependencies' | 'deletionPolicy' | 'updateReplacePolicy'>;

/** What a stack is planned from. */
export interface PlanProps {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly stack: Pick<Stack, 'account' | 'region' | 'id' | 'name'>;
  readonly read: ReadParameter;
}

/** What a deployment is to bring about: the template with everything in it that is known before it begins. */
export class Plan {
  /**
   * Plans a deployment.
   *
   * @throws ServiceError if CloudFormation would refuse it
   */
  public static async make(props: PlanProps): Promise<Plan> {
    checkTemplate(props.template);
    const { values, shown } = await parametersOf(props.template, props.parameters, props.read);
    return new Plan(props, new Map([...values, ...pseudoParameters(props.stack)]), shown);
  }

  public readonly template: Template;
  public readonly tags: Readonly<Record<string, string>>;

  /** The resources, with everything that they depend on. */
  public readonly dependencies: Dependencies;

  /** The exports that were imported so far. */
  public readonly imports = new Set<string>();

  private readonly conditions: ReadonlyMap<string, boolean>;
  private readonly read: ReadParameter;

  private constructor(props: PlanProps, private readonly values: ReadonlyMap<string, unknown>, public readonly parameters: readonly Parameter[]) {
    this.template = props.template;
    this.tags = props.tags;
    this.read = props.read;
    this.conditions = conditionsOf(props.template, { parameters: values, mappings: props.template.Mappings ?? {} });
    this.dependencies = dependenciesOf(props.template, this.conditions, values);
  }

  /** What a resource is to be, when everything that it depends on is there. */
  public async wanted(logicalId: string, stack: Stack, stacks: Stacks): Promise<Wanted> {
    const { Type, Properties = {}, DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' } = this.template.Resources[logicalId];
    const declared = resolve(Properties, this.scope(stack, stacks)) as Wanted['declared'];
    return {
      logicalId,
      type: Type,
      declared,
      properties: await withReferences(declared, this.read),
      stackTags: this.tags,
      dependencies: this.dependencies.get(logicalId)!,
      deletionPolicy: DeletionPolicy,
      updateReplacePolicy: UpdateReplacePolicy,
    };
  }

  /** The outputs, when all resources are there. */
  public outputs(stack: Stack, stacks: Stacks): Output[] {
    const scope = this.scope(stack, stacks);
    return Object.entries(this.template.Outputs ?? {}).filter(([, output]) => isThere(output, this.conditions)).map(([key, output]) => ({
      key,
      value: String(resolve(output.Value, scope)),
      ...output.Description === undefined ? {} : { description: output.Description },
      ...output.Export === undefined ? {} : { exportName: String(resolve(output.Export.Name, scope)) },
    }));
  }

  private scope(stack: Stack, stacks: Stacks): Scope {
    const there = (logicalId: string) => stack.resources.get(logicalId)!;
    return {
      parameters: this.values,
      mappings: this.template.Mappings ?? {},
      condition: name => this.conditions.get(name)!,
      ref: logicalId => there(logicalId).physicalId,
      attribute: (logicalId, name) => attributeOf(there(logicalId), name, stack),
      importValue: name => {
        this.imports.add(name);
        return importedValue(stacks, stack, name);
      },
    };
  }
}

/** An attribute of a resource, by its name or along the path that its name is. */
function attributeOf({ attributes, logicalId, type }: StackResource, name: string, stack: Stack): unknown {
  const value = name in attributes || isCustom(type) ? attributes[name] : name.split('.').reduce<any>((part, step) => part?.[step], attributes);
  if (value === undefined) {
    throw new Error(isCustom(type)
      ? `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${stack.id}|${logicalId}|local`
      : `Attribute '${name}' does not exist`);
  }
  return value;
}

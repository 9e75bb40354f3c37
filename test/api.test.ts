import { dirname, join } from 'node:path';
import { Assembly, ClassType, EnumType, InterfaceType, Method, Property, Type, TypeReference, TypeSystem } from 'jsii-reflect';

/** The assembly that the compiler wrote: `npm test` compiles before it runs the tests. */
let assembly: Assembly;

beforeAll(async () => {
  const types = new TypeSystem();
  for (const dependency of ['constructs', 'aws-cdk-lib']) {
    await types.load(dirname(require.resolve(`${dependency}/package.json`)), {
      validate: false, supportedFeatures: ['intersection-types', 'class-covariant-overrides'],
    });
  }
  assembly = types.loadFile(join(__dirname, '..', '.jsii'), { validate: false });
}, 60_000);

/** Growth of the API is a visible change of this list. */
const EXPORTS = [
  'AmiOptions', 'AuthoritativeOptions', 'BuildSharing', 'ContainerDeletionOptions', 'CrossAccountLifecycleRole', 'CrossAccountLifecycleRoleProps',
  'ExistingExecutionRoleOptions', 'ILifecyclePolicy', 'IRetentionRule', 'ImageAttributes', 'ImageAttributesProps', 'ImageBuild',
  'ImageBuildOptions', 'ImageDeletion', 'ImageDeletionOptions', 'ImageDeprecationOptions', 'ImagePolicyOptions', 'ImagePrincipal',
  'ImageSelection', 'ImageShareMode', 'ImageSharePolicy', 'ImageSharePolicyProps', 'ImageShareRemoval', 'ImageState', 'ImageStateOptions',
  'ImageStateRemoval', 'ImageStateUpdate', 'ImageStateUpdateProps', 'ImdsSupport', 'LeastPrivilegeRoleOptions', 'LifecycleAge',
  'LifecycleAgeFilterOptions', 'LifecycleAmiDeletion', 'LifecycleAmiDeletionOptions', 'LifecycleAmiExclusions', 'LifecycleAmiResources',
  'LifecycleAmiRuleOptions', 'LifecycleContainerDeletion', 'LifecycleContainerDeletionOptions', 'LifecycleExecutionRole', 'LifecycleFilter',
  'LifecyclePolicy', 'LifecyclePolicyAttributes', 'LifecyclePolicyGrants', 'LifecyclePolicyProps', 'LifecyclePolicyStatus', 'LifecycleRecipe',
  'LifecycleResourceSelection', 'LifecycleRule', 'LifecycleRuleOptions', 'LockMechanism', 'LockedRetentionRule', 'LockedRetentionRuleProps',
  'ResourceShareOptions', 'ResourceTag', 'RetainedResourceType', 'RetentionRule', 'RetentionRuleGrants', 'RetentionRuleLevel',
  'RetentionRuleLock', 'RetentionRuleLockProps', 'RetentionRuleProps', 'RuleLock', 'RuleLockOptions', 'RuleLockRemoval', 'SsmParameterOptions',
];

test('the exported names', () => {
  expect(assembly.types.map(type => type.name).sort()).toEqual(EXPORTS);
});

test('every name is told of once, and tells nothing of how the library works', () => {
  for (const name of EXPORTS) {
    expect(name).not.toMatch(/Handler|Wire|Function|Rules$|Finding/);
  }
});

test('every construct is made of a scope, an id and its own properties', () => {
  for (const type of assembly.classes.filter(it => it.ancestors.some(ancestor => ancestor.fqn === 'constructs.Construct'))) {
    expect(type.initializer!.parameters.map(it => [it.name, it.type.toString()])).toEqual([
      ['scope', 'constructs.Construct'], ['id', 'string'], ['props', `cdk-image-governance.${type.name}Props`],
    ]);
  }
});

test('only constructs can be made by new, and nothing is to be extended', () => {
  const made = assembly.classes.filter(it => it.initializer && !it.ancestors.some(ancestor => ancestor.fqn === 'constructs.Construct'));
  expect([...made, ...assembly.classes.filter(it => it.abstract)].map(it => it.name)).toEqual([]);
});

test('no type is a union, any, or an L1', () => {
  const wrong: string[] = [];
  for (const [where, type] of typesInUse()) {
    for (const part of partsOf(type)) {
      if (part.unionOfTypes || part.isAny || part.fqn?.match(/\.Cfn[A-Z]/)) {
        wrong.push(`${where}: ${part.toString()}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('everything has a summary, every optional property a default, and no default is undefined', () => {
  const wrong: string[] = [];
  for (const type of assembly.types) {
    const documented = [type, ...own(type)];
    wrong.push(...documented.filter(it => !it.docs.summary && !('overrides' in it && it.overrides)).map(it => `${it}: no summary`));
    if (type instanceof EnumType) {
      wrong.push(...type.members.filter(it => !it.docs.summary).map(it => `${type.name}.${it.name}: no summary`));
    }
    if (type instanceof InterfaceType && type.datatype) {
      for (const property of type.ownProperties) {
        const byDefault = property.docs.docs.default;
        if (property.optional !== (byDefault !== undefined) || /undefined|None|null/.test(byDefault ?? '')) {
          wrong.push(`${type.name}.${property.name}: @default ${byDefault}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('ARNs are properties only of what is imported', () => {
  const arns = structs().filter(it => !it.name.endsWith('Attributes')).flatMap(it => it.ownProperties).filter(it => it.name.endsWith('Arn'));
  expect(arns.map(String)).toEqual([]);
});

test('every enumeration and every structure is used', () => {
  const used = new Set(typesInUse().flatMap(([, type]) => partsOf(type)).map(it => it.fqn));
  const extended = new Set(structs().flatMap(it => it.interfaces).map(it => it.fqn));
  const unused = [...assembly.enums, ...structs()].filter(it => !used.has(it.fqn) && !extended.has(it.fqn));
  expect(unused.map(it => it.name)).toEqual([]);
});

test('imports take a scope and an id first', () => {
  const imports = assembly.classes.flatMap(it => it.allMethods).filter(it => it.static && /^fromLifecyclePolicy[A-Z]/.test(it.name));
  const constructs = imports.filter(it => !it.parentType.name.endsWith('Grants'));
  expect(constructs.length).toBeGreaterThan(0);
  for (const method of constructs) {
    expect(method.parameters.slice(0, 2).map(it => it.name)).toEqual(['scope', 'id']);
  }
});

test('members of enumerations and constants are in capitals', () => {
  const names = assembly.enums.flatMap(it => it.members).map(it => it.name)
    .concat(assembly.classes.flatMap(it => it.ownProperties).filter(it => it.const).map(it => it.name));
  for (const name of names) {
    expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
  }
});

function structs(): InterfaceType[] {
  return assembly.interfaces.filter(it => it.datatype);
}

function own(type: Type): (Method | Property)[] {
  return type instanceof ClassType || type instanceof InterfaceType ? [...type.ownMethods, ...type.ownProperties] : [];
}

function typesInUse(): [string, TypeReference][] {
  return assembly.types.flatMap(type => [
    ...type instanceof ClassType ? type.initializer?.parameters.map(it => [`${type.name}.${it.name}`, it.type] as [string, TypeReference]) ?? [] : [],
    ...own(type).flatMap(member => member instanceof Method
      ? [[String(member), member.returns.type], ...member.parameters.map(it => [`${member}.${it.name}`, it.type])] as [string, TypeReference][]
      : [[String(member), member.type]] as [string, TypeReference][]),
  ]);
}

function partsOf(type: TypeReference): TypeReference[] {
  return [type, ...[type.arrayOfType, type.mapOfType].flatMap(it => it ? partsOf(it) : [])];
}

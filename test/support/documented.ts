import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './markdown';

/** What a docstring says, as the assembly has it. */
interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly see?: string;
}

interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly type?: any;
  readonly overrides?: string;
  readonly parameters?: readonly Member[];
}

interface Type extends Member {
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly base?: string;
  readonly members?: readonly Member[];
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly initializer?: { readonly parameters: readonly Member[] };
}

/** A public symbol, with its docstring. */
export interface Documented {
  /** `LifecyclePolicyProps`, `LifecyclePolicyProps.rules`, `LifecycleFilter.count`, or `LifecycleFilter.count(imagesToKeep)`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'construct' | 'class' | 'enum' | 'interface' | 'struct' | 'member' | 'property' | 'field' | 'method' | 'parameter';
  readonly summary: string;

  /** The summary, and what follows on it. */
  readonly text: string;
  readonly byDefault?: string;
  readonly see?: string;

  /** What it is of: `number`, a name, or either as a list or a map. */
  readonly type: string;

  /** The type that declares it; its own if it is one. */
  readonly parent: string;
}

/**
 * Every public symbol, as the compiler found it: `npm test` compiles before it runs the tests. What overrides something has its docstring
 * there, and a scope, an id and the properties of a construct are what they are everywhere.
 */
export function documented(): Documented[] {
  const { name: library, types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { readonly name: string; readonly types: Record<string, Type> };
  return Object.values(types).flatMap(type => {
    const of = (member: Member, kind: Documented['kind'], id = `${type.name}.${member.name}`): Documented => ({
      id,
      name: member.name,
      kind,
      summary: member.docs?.summary ?? '',
      text: [member.docs?.summary, member.docs?.remarks].filter(it => it !== undefined).join('\n\n'),
      byDefault: member.docs?.default,
      see: member.docs?.see,
      type: typeOf(member.type).replace(`${library}.`, ''),
      parent: type.name,
    });
    const parameters = (owner: string, list: readonly Member[] = []) =>
      list.filter(({ name }) => !['scope', 'id', 'props'].includes(name)).map(it => of(it, 'parameter', `${owner}(${it.name})`));
    const kind = isConstruct(type, types) ? 'construct' : type.kind === 'interface' && type.datatype ? 'struct' : type.kind;
    return [
      of(type, kind, type.name),
      ...(type.members ?? []).map(it => of(it, 'member')),
      ...(type.properties ?? []).filter(({ overrides }) => !overrides).map(it => of(it, kind === 'struct' ? 'field' : 'property')),
      ...parameters(type.name, type.initializer?.parameters),
      ...(type.methods ?? []).filter(({ overrides }) => !overrides).flatMap(it => [of(it, 'method'), ...parameters(`${type.name}.${it.name}`, it.parameters)]),
    ];
  });
}

function isConstruct({ base }: Type, types: Record<string, Type>): boolean {
  return base !== undefined && (/^constructs\.|^aws-cdk-lib\./.test(base) || isConstruct(types[base], types));
}

function typeOf(type: any): string {
  const { primitive, fqn, collection } = type ?? {};
  return collection !== undefined ? `${typeOf(collection.elementtype)}${collection.kind === 'array' ? '[]' : '{}'}` : fqn ?? primitive ?? '';
}

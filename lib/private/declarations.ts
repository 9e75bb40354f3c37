import { CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { LIBRARY } from '../model/rule';

/**
 * A kind of declaration: facts that constructs of this library publish for the other constructs of an app.
 *
 * Works across copies of the library: the name is the key, in whichever copy it is written.
 */
export class DeclarationKind<Declared> {
  private readonly key: symbol;

  /** @param name Unique in the library, such as the name of the construct. */
  constructor(name: string) {
    this.key = Symbol.for(`${LIBRARY}.${name}`);
  }

  /** Lets a construct declare something. Each look calls the function again, so the answer follows what aspects change. */
  public declare(construct: IConstruct, declared: () => Declared): void {
    Object.defineProperty(construct, this.key, { value: declared });
  }

  /** Tells whether a construct declares something of this kind. */
  public isDeclaredBy(construct: IConstruct): boolean {
    return this.key in construct;
  }

  /** The declaration of a construct; `undefined` if it has none of this kind. */
  public of(construct: IConstruct): Declared | undefined {
    const declared: (() => Declared) | undefined = Reflect.get(construct, this.key);
    return declared?.();
  }

  /** The declarations of this kind among constructs, in their order. */
  public among(constructs: readonly IConstruct[]): Declaration<Declared>[] {
    return constructs.filter(construct => this.isDeclaredBy(construct)).map(construct => ({ construct, declared: this.of(construct)! }));
  }
}

/** A construct with what it declares. */
export interface Declaration<Declared> {
  readonly construct: IConstruct;
  readonly declared: Declared;
}

/**
 * Indexes over apps, each made once per synthesis for all constructs that ask.
 */
export class AppIndexes<Index> {
  private readonly current = new WeakMap<IConstruct, { readonly index: Index; readonly toAsk: Set<IConstruct> }>();

  /**
   * @param askers The declarations whose constructs ask.
   * @param make Looks at all constructs of an app.
   */
  constructor(private readonly askers: DeclarationKind<unknown>, private readonly make: (constructs: readonly IConstruct[]) => Index) {}

  /**
   * The index of the app of a construct. A construct that asks again starts another synthesis, and the app is looked at anew.
   *
   * Each Stage has its own: its aspects run right before it is validated, when other Stages may be validated already.
   */
  public for(asker: IConstruct): Index {
    const stage = Stage.of(asker) ?? asker.node.root;
    const current = this.current.get(stage);
    if (current?.toAsk.delete(asker)) {
      return current.index;
    }
    const constructs = asker.node.root.node.findAll();
    const index = this.make(constructs);
    const toAsk = new Set(constructs.filter(construct => this.askers.isDeclaredBy(construct)));
    toAsk.delete(asker);
    this.current.set(stage, { index, toAsk });
    return index;
  }
}

/** The type of a resource; `undefined` for a construct that is no resource. */
export function resourceTypeOf(construct: IConstruct): string | undefined {
  return CfnResource.isCfnResource(construct) ? construct.cfnResourceType : undefined;
}

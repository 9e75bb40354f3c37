import { CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * What apps say, looked up once per synthesis for all constructs that ask.
 */
export class AppIndexes<Asker extends IConstruct, Index extends { readonly askers: Iterable<Asker> }> {
  private readonly current = new WeakMap<IConstruct, { readonly index: Index; readonly toAsk: Set<Asker> }>();

  /** @param make Looks at all of an app. */
  constructor(private readonly make: (root: IConstruct) => Index) {}

  /**
   * The index of the app of a construct. One that asks again starts another synthesis, and the app is looked at anew.
   *
   * So it is for each Stage: its aspects come right before it is validated, when other Stages may be validated already.
   */
  public for(asker: Asker): Index {
    const stage = Stage.of(asker) ?? asker.node.root;
    const current = this.current.get(stage);
    if (current?.toAsk.delete(asker)) {
      return current.index;
    }
    const index = this.make(asker.node.root);
    const toAsk = new Set(index.askers);
    toAsk.delete(asker);
    this.current.set(stage, { index, toAsk });
    return index;
  }
}

/** The type of a resource; none, if a construct is none. */
export function resourceTypeOf(construct: IConstruct): string | undefined {
  return CfnResource.isCfnResource(construct) ? construct.cfnResourceType : undefined;
}

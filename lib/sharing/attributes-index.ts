import type { IConstruct } from 'constructs';
import { ImageViews } from './image-views';
import type { AttributesAppView, ImageAttribute, ImageAttributesProperties } from '../model/sharing/image-attributes-input';
import { AppIndexes } from '../private/app-indexes';
import { Recipes } from '../private/recipes';
import { known } from '../private/resolvable';

/** Marks the constructs of this library that set attributes of images, and says what they declare. */
export const ATTRIBUTES = Symbol.for('cdk-image-governance.ImageAttributes');

/** A construct that sets attributes of images, of whichever copy of this library. */
export interface AttributeSetter extends IConstruct {
  readonly [ATTRIBUTES]: () => ImageAttributesProperties;
}

const ATTRIBUTE_NAMES: readonly ImageAttribute[] = ['Description', 'ImdsSupport'];

/** Who sets what of which image, looked up once per synthesis for all that do. */
export class AttributesIndex {
  /** The index of the app of a construct. */
  public static for(setter: AttributeSetter): AttributesIndex {
    return AttributesIndex.all.for(setter);
  }

  private static readonly all = new AppIndexes((root: IConstruct) => new AttributesIndex(root));

  /** Those that ask. */
  public readonly askers: readonly AttributeSetter[];

  private readonly views = new Map<IConstruct, AttributesAppView>();

  private constructor(root: IConstruct) {
    this.askers = root.node.findAll().filter(construct => ATTRIBUTES in construct) as AttributeSetter[];
    const images = new ImageViews(new Recipes([]), []);
    /** The first that sets an attribute of an image. */
    const first = new Map<string, IConstruct>();
    for (const setter of this.askers) {
      const properties = setter[ATTRIBUTES]();
      const views = (known(properties.Images) ?? []).map(entry => known(entry)).map(it => it && images.of(it, setter));
      const others = ATTRIBUTE_NAMES.filter(name => properties[name] !== undefined).flatMap(attribute => views.flatMap((view, image) => {
        const key = `${attribute} ${view?.identity}`;
        const other = first.get(key) ?? setter;
        if (view !== undefined) {
          first.set(key, other);
        }
        return other === setter ? [] : [{ path: other.node.path, attribute, image }];
      }).slice(0, 1));
      this.views.set(setter, { images: views, others });
    }
  }

  /** What the rules may know of the app around a construct. */
  public viewFor(setter: AttributeSetter): AttributesAppView {
    return this.views.get(setter)!;
  }
}

import type { IConstruct } from 'constructs';
import { ImageViews } from './image-views';
import type { ImageKind } from '../model/images/image-reference';
import { AttributesAppView, attributesSubjectOf, ImageAttribute, ImageAttributesProperties } from '../model/sharing/image-attributes-input';
import { inWordsOfTheConstruct } from '../model/sharing/properties';
import { IMAGE_ATTRIBUTES_RULES } from '../model/sharing/rules/image-attributes';
import { AppIndexes, DeclarationKind } from '../private/declarations';
import type { CrossStackUse } from '../private/handled-construct';
import { Recipes } from '../private/recipes';
import { isKnownRegion } from '../private/references';
import { known, Written, withUnknowns } from '../private/tokens';
import { validateWith } from '../private/validation';

/** The constructs of this library that set attributes of images. */
const ATTRIBUTE_SETTERS = new DeclarationKind<Written<ImageAttributesProperties>>('ImageAttributes');

/** Lets the rules run over a construct that sets attributes of images, and shows it to others of its kind. */
export function declareImageAttributes(
  setter: IConstruct, properties: Written<ImageAttributesProperties>, imageKinds: readonly ImageKind[], use: CrossStackUse,
): void {
  ATTRIBUTE_SETTERS.declare(setter, () => properties);
  validateWith(setter, {
    rules: IMAGE_ATTRIBUTES_RULES,
    declared: () => withUnknowns<ImageAttributesProperties>(properties),
    inputOf: (declared, usedElsewhere) =>
      attributesSubjectOf(declared, imageKinds, { ...AttributesIndex.for(setter).viewFor(setter), usedElsewhere }),
    nameOf: inWordsOfTheConstruct,
    use,
  });
}

const ATTRIBUTE_NAMES: readonly ImageAttribute[] = ['Description', 'ImdsSupport'];

/** The attributes of images that the constructs of an app set. */
class AttributesIndex {
  /** The index of the app of a construct. */
  public static for(setter: IConstruct): AttributesIndex {
    return AttributesIndex.all.for(setter);
  }

  private static readonly all = new AppIndexes(ATTRIBUTE_SETTERS, constructs => new AttributesIndex(constructs));

  private readonly views = new Map<IConstruct, AttributesAppView>();

  private constructor(constructs: readonly IConstruct[]) {
    const images = new ImageViews(new Recipes([]), []);
    /** The first construct that sets an attribute of an image. */
    const first = new Map<string, IConstruct>();
    for (const { construct: setter, declared: properties } of ATTRIBUTE_SETTERS.among(constructs)) {
      const views = (known(properties.Images) ?? []).map(entry => known(entry)).map(image => image && images.of(image, setter));
      const others = ATTRIBUTE_NAMES.filter(name => properties[name] !== undefined).flatMap(attribute => views.flatMap((view, image) => {
        const key = `${attribute} ${view?.identity}`;
        const other = first.get(key) ?? setter;
        if (view !== undefined) {
          first.set(key, other);
        }
        return other === setter ? [] : [{ path: other.node.path, attribute, image }];
      }).slice(0, 1));
      this.views.set(setter, { images: views, others, isKnownRegion });
    }
  }

  /** The facts of the app around a construct, for its rules. */
  public viewFor(setter: IConstruct): AttributesAppView {
    return this.views.get(setter)!;
  }
}

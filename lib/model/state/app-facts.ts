import type { UseElsewhere } from '../used-elsewhere-rule';

/**
 * What an app says of the image of a state update. Plain data, so that the rules over it stay pure.
 */
export interface StateAppView {
  /** The account and the Region of the update, where they are known. */
  readonly account?: string;
  readonly region?: string;

  /** What the app says of the image; absent where it says nothing. */
  readonly image?: UpdatedImageView;

  /** The share policies that share the image. */
  readonly sharedBy: readonly SharedBy[];

  /** The path of the first update before this one that is of the same image. */
  readonly otherUpdate?: string;

  /** Tells whether a Region is one that the CDK knows. */
  readonly isKnownRegion?: (region: string) => boolean;

  /** What other stacks use of what changes. */
  readonly usedElsewhere?: readonly UseElsewhere[];
}

/** What an app says of an image whose state is updated. */
export interface UpdatedImageView {
  /** Where it is, where that is known. */
  readonly account?: string;
  readonly region?: string;

  /** The path of the resource that makes it. */
  readonly resource?: string;

  /** The recipe that makes it. */
  readonly recipe?: MadeBy;
}

/** A recipe, and what it makes. */
export interface MadeBy {
  /** Its path, or its ARN. */
  readonly path: string;
  readonly makes: 'AMIS' | 'CONTAINERS';
}

/** A share policy of an image. */
export interface SharedBy {
  readonly path: string;

  /** Whether it lets somebody launch from the AMIs. */
  readonly launch: boolean;
}

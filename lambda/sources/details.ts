/**
 * What a body tells of a shopper besides what every mapping needs, in whichever form the vendor sends it. Undefined where
 * the body says nothing of it, null where it says that there is none.
 */
export interface ShopperDetails {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  /**
   * The vendor's own fields for the merchant: a metafield as `namespace.key`, a key of metadata, or a member. Metafields
   * come only where the store's `mapping` names them.
   */
  readonly value: (name: string) => string | null | undefined;
}

/** Of a source that tells no more. */
export const noDetails: ShopperDetails = { value: () => undefined };

/** A reader of single values, as the sources have it. */
interface ReadValue {
  readonly value: string | null;
  readonly silent: boolean;
}

/** Undefined where the body says nothing of it. */
export const toldValue = ({ value, silent }: ReadValue): string | null | undefined =>
  silent ? undefined : value;

import type { StoreSettings } from '../../../settings';

/**
 * The topics that a store subscribes to, in the Admin API's spelling: those whose body is the whole customer, that of
 * a deletion, and those that carry consent, which no other body has since API version 2025-01.
 */
export const shopifyTopics = [
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_ENABLE',
  'CUSTOMERS_DISABLE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
  'CUSTOMERS_MARKETING_CONSENT_UPDATE',
] as const;

/**
 * Needs a scope that nothing else needs. The bridge only records that customers were merged, so a store does without.
 */
export const mergeTopic = 'CUSTOMERS_MERGE';
export const mergeScope = 'read_customer_merge';

export type ShopifyTopic = (typeof shopifyTopics)[number] | typeof mergeTopic;

/** What the merchant does not get without each. */
const missedWithout: Readonly<Record<ShopifyTopic, string>> = {
  CUSTOMERS_CREATE: 'shoppers are not brought over when they sign up',
  CUSTOMERS_UPDATE: 'changes of shoppers do not arrive',
  CUSTOMERS_ENABLE: 'changes of shoppers do not arrive',
  CUSTOMERS_DISABLE: 'changes of shoppers do not arrive',
  CUSTOMERS_DELETE: 'whom the store deletes keeps marketing in Masivo',
  CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE:
    'e-mail marketing stays off for new shoppers, and nobody can take consent back',
  CUSTOMERS_MERGE: 'it is not recorded that customers were merged',
  CUSTOMERS_MARKETING_CONSENT_UPDATE: 'consent to SMS marketing is not recorded',
};

/** A body of consent, of a deletion or of a merge has no metafields, so none are asked for. */
export const carriesMetafields = (topic: ShopifyTopic) =>
  topic !== mergeTopic && topic !== 'CUSTOMERS_DELETE' && !topic.endsWith('CONSENT_UPDATE');

/** The consent topics that the store's settings use. */
function consentTopicsFor({ consent }: StoreSettings): readonly ShopifyTopic[] {
  if (consent === 'off') return [];
  return [
    'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
    ...(consent.smsPurpose === undefined ? [] : (['CUSTOMERS_MARKETING_CONSENT_UPDATE'] as const)),
  ];
}

/** The topics that have to come. Events tell what classic webhooks would, but for consent, which has no Events. */
export const neededTopics = (store: StoreSettings): readonly ShopifyTopic[] =>
  store.events === true ? consentTopicsFor(store) : shopifyTopics;

/** What the merchant does not get, with the topics to blame: `A, B: this; C: that`. */
export function missedText(topics: readonly ShopifyTopic[]): string {
  const blamed = new Map<string, ShopifyTopic[]>();
  for (const topic of topics) {
    const missed = missedWithout[topic];
    blamed.set(missed, [...(blamed.get(missed) ?? []), topic]);
  }
  return [...blamed].map(([missed, which]) => `${which.join(', ')}: ${missed}`).join('; ');
}

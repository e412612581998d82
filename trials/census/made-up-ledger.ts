import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDb } from '../../lambda/aws/dynamodb';
import { unknownCustomer } from '../../lambda/delivery/customer-state';
import { keptSnapshot } from '../../lambda/delivery/kept-snapshot';
import { storedCustomer } from '../../lambda/ledger/customer-item';
import { customerNameOf, ledgerKeys } from '../../lambda/ledger/table';
import type { StoreSettings } from '../../lambda/settings';
import type { Source } from '../../lambda/sources/source';
import { serialOf, shopperEvent } from '../vendors/modelled';

export interface MadeUpLedger {
  readonly tableName: string;
  readonly account: string;
  readonly source: Source;
  readonly store: StoreSettings;
  /** Of whom no event has come. */
  readonly isUnheardOf: (serial: number) => boolean;
}

/**
 * A ledger of any size that takes no memory: each item is made when it is read, as a delivery of the shopper's webhook
 * leaves it.
 */
export function madeUpLedger({ tableName, account, source, store, isUnheardOf }: MadeUpLedger): DynamoDb {
  const keys = ledgerKeys(account);

  function itemOf(pk: string) {
    const name = customerNameOf(pk);
    const serial = serialOf(name.customer);
    // A tombstone's key names nobody.
    if (!Number.isSafeInteger(serial) || isUnheardOf(serial)) return undefined;
    const parsed = source.parse(shopperEvent(serial, store), store);
    if (parsed.kind !== 'snapshot') throw new Error(parsed.kind);
    const mapped = source.map(parsed.snapshot, store);
    if (mapped.kind !== 'customer') throw new Error(mapped.reason.code);
    const newest = keptSnapshot('delivery', parsed.snapshot, mapped);
    const confirmed = { masivo: 'holds', email: mapped.customer.email, consent: null } as const;
    const state = { ...unknownCustomer, confirmed, newest };
    const content = { state, intent: null, last: null, emailKey: null, wrote: 'write' };
    return marshall({ pk, ...storedCustomer(name, content, 1, keys, null) });
  }

  const none = async (): Promise<never> => {
    throw new Error('A census reads by BatchGetItem alone');
  };
  return {
    getItem: none,
    putItem: none,
    deleteItem: none,
    updateItem: none,
    query: none,
    async batchGetItem({ RequestItems = {} }) {
      const asked = RequestItems[tableName]?.Keys ?? [];
      const found = asked.flatMap((key) => {
        const item = itemOf(String(unmarshall(key).pk));
        return item ? [item] : [];
      });
      return { Responses: { [tableName]: found } };
    },
  };
}

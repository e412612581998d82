import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { customerNameOf, ledgerKeys, table } from '../../lambda/ledger/table';
import { emailIndexKey } from '../../lambda/secrets/email-index-key';
import type { DeliveryQuery } from './answers/deliveries';
import type { OperatedEnvironment } from './environment';
import type { LedgerPlace } from './records';

type Named = Pick<DeliveryQuery, 'source' | 'store' | 'customer' | 'email'>;
type At = { readonly source: string; readonly store: string };

/** The keys of the customers that a query means; undefined where it names no shopper. */
export type FindOwners = (query: Named) => Promise<readonly string[] | undefined>;

/** With more customers than this, an e-mail is not taken for a shopper's. */
const mostOwners = 100;

/**
 * A shopper is named by the id in the store, which may be another person's in another store, or by e-mail: the
 * ledger's index knows the customers whom the bridge created, or tried to create, with it, and those of whom a store told
 * it and who have none in Masivo. Of somebody refused it may know nothing.
 */
export function shopperFinder(
  environment: Pick<OperatedEnvironment, 'settings' | 'readSecret'>,
  place: LedgerPlace,
): FindOwners {
  const keys = ledgerKeys(place.account);
  const emailKey = emailIndexKey(() => environment.readSecret('email-index'));

  function withId(query: Named): string[] {
    const { source, store, customer } = query;
    if (customer === undefined) return [];
    const stores = environment.settings.stores.filter((each) => isIn(query, each));
    // A store that was removed from the settings still has its deliveries.
    const named = source !== undefined && store !== undefined ? [{ source, store }] : [];
    return [...new Set([...stores, ...named].map((each) => keys.customer({ ...each, customer })))];
  }

  async function listedUnder(key: string): Promise<string[]> {
    const answer = await place.db.query({
      TableName: place.tableName,
      IndexName: table.byOwner.name,
      KeyConditionExpression: `${table.byOwner.hash} = :key`,
      ExpressionAttributeValues: marshall({ ':key': key }),
      Limit: mostOwners,
    });
    return (answer.Items ?? []).map((item) => String(unmarshall(item).pk));
  }

  async function withEmail(query: Named): Promise<string[]> {
    const key = await emailKey(query.email ?? '');
    const owners = await Promise.all([keys.email(key), keys.emailTold(key)].map(listedUnder));
    return owners.flat().filter((owner) => isIn(query, customerNameOf(owner)));
  }

  return async (query) => {
    if (query.email === undefined) return query.customer === undefined ? undefined : withId(query);
    const owners = await withEmail(query);
    return query.customer === undefined ? owners : owners.filter((owner) => withId(query).includes(owner));
  };
}

const isIn = (query: Pick<Named, 'source' | 'store'>, at: At) =>
  (query.source === undefined || query.source === at.source) &&
  (query.store === undefined || query.store === at.store);

import type { Clock } from '../../../lambda/clock';
import { entryOf, readCustomer } from '../../../lambda/ledger/customer-item';
import { readDelivery } from '../../../lambda/ledger/delivery-item';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import { type CustomerName, ledgerKeys } from '../../../lambda/ledger/table';
import { erasedHmac, readTombstone } from '../../../lambda/ledger/tombstone';
import type { KeyedHash } from '../../../lambda/secrets/keyed-hash';
import { type LedgerPlace, readItems } from '../records';
import type { HeldOfShopper } from './explained';

/** A shopper of the store's list, as the ledger is asked. */
export interface AskedOfLedger {
  /** Undefined where the record names nobody. */
  readonly name: CustomerName | undefined;
  readonly email: string | null;
}

export interface HeldDeps {
  readonly place: LedgerPlace;
  readonly clock: Clock;
  /** Under the secret of the e-mail index. */
  readonly hash: KeyedHash;
}

/**
 * Who has an item is known by it; tombstones are looked for of everybody else, and by the e-mails of whom Masivo lacks.
 * Whoever is to be tried again may be so no more: then the log of the delivery says it.
 */
export async function heldOf(
  listed: readonly AskedOfLedger[],
  deps: HeldDeps,
): Promise<readonly HeldOfShopper[]> {
  const { place, clock, hash } = deps;
  const keys = ledgerKeys(place.account);
  const items = await readItems(
    listed.flatMap(({ name }) => (name ? [keys.customer(name)] : [])),
    place,
    clock,
  );
  const found = await Promise.all(
    listed.map(async ({ name, email }) => {
      const item = name && items.get(keys.customer(name));
      const entry = name && item && entryOf(name, readCustomer(item));
      const isLacking = !entry || ['unknown', 'waiting'].includes(entry.state.confirmed.masivo);
      const delivery = entry && isLacking ? deliveryToGoOn(entry) : undefined;
      return {
        entry,
        log: delivery === undefined ? undefined : keys.delivery(delivery),
        id: name && !entry ? keys.erased(await erasedHmac(name, hash)) : undefined,
        email: email !== null && isLacking ? keys.erased(await erasedHmac({ email }, hash)) : undefined,
      };
    }),
  );
  const more = await readItems(
    found.flatMap(({ id, email, log }) => [id, email, log].filter((key) => key !== undefined)),
    place,
    clock,
  );
  return found.map(({ entry, id, email, log }) => {
    const ofEmail = email === undefined ? undefined : more.get(email);
    const ofLog = log === undefined ? undefined : more.get(log);
    return {
      entry,
      isErased: id !== undefined && more.has(id),
      emailErasedAt: ofEmail && readTombstone(ofEmail),
      deadLetteredAt: ofLog && refusedAt(readDelivery(ofLog)),
    };
  });
}

/** The delivery that is to try a customer again, if its message is still there. */
const deliveryToGoOn = ({ intent, last }: CustomerEntry): string | undefined =>
  intent?.by ?? (last?.outcome === 'retry' ? last.delivery : undefined);

function refusedAt({ outcome, attempts }: DeliveryRecord): number | undefined {
  const at = attempts.at(-1)?.at;
  return outcome === 'refused' && at !== undefined ? Date.parse(at) : undefined;
}

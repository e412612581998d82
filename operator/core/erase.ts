import type { CustomerEntry } from '../../lambda/ledger/ledger';
import { type CustomerName, customerNameOf, ledgerKeys, table } from '../../lambda/ledger/table';
import { erasedHmac } from '../../lambda/ledger/tombstone';
import { actOn, messageOf } from '../../lambda/new-envelope';
import type { KeyedHash } from '../../lambda/secrets/keyed-hash';
import { customerKey, messageGroupOf, storeKey } from '../../lambda/store-name';
import type { Erasing, ErasureSubject, ToErase } from './answers/erasure';
import { entriesOf } from './index-keys';
import { readCustomers, readItems } from './records';
import type { ReplayDeps } from './replay';
import type { FindOwners } from './shopper';

export interface EraseDeps extends Omit<ReplayDeps, 'beforeSending'> {
  readonly findOwners: FindOwners;
  /** Under the secret of the e-mail index. */
  readonly hash: KeyedHash;
  /** The id of a delivery, which must tell nothing of whom it is about. */
  readonly newDeliveryId: () => string;
  /** Records the action without naming anybody; if it fails, nothing is sent. */
  readonly beforeSending: (about: string) => Promise<void>;
}

export const mostCounted = 1000;

/** The customers that are meant: one by its name, or all that the ledger's index knows by an e-mail, of every store. */
export async function whomToErase(who: ToErase, deps: EraseDeps): Promise<readonly ErasureSubject[]> {
  const { place, clock } = deps;
  const names = 'customer' in who ? [who.customer] : ((await deps.findOwners(who)) ?? []).map(customerNameOf);
  const entries = await readCustomers(names, place, clock);
  return Promise.all(
    names.map(async (name) => {
      const entry = entries.find((each) => customerKey(each.name) === customerKey(name));
      return {
        ...name,
        inMasivo: await standingOf(name, entry, deps),
        deliveries: await deliveriesOf(name, deps),
        linkedWith: entry ? linkedWith(entry) : [],
      };
    }),
  );
}

/**
 * Puts an erasure of each customer on the queue. The e-mail that the operator knows travels as its HMAC.
 */
export async function erase(
  names: readonly CustomerName[],
  email: string | null,
  deps: EraseDeps,
): Promise<readonly Erasing[]> {
  const { clock, queue } = deps;
  const emails = email === null ? [] : [await erasedHmac({ email }, deps.hash)];
  const begun: Erasing[] = [];
  for (const name of names) {
    const id = deps.newDeliveryId();
    await deps.beforeSending(`${storeKey(name)} ${id}`);
    const act = actOn(name, { id, series: 0, erase: { emails }, at: clock.now() });
    await queue.sqs.sendMessage({
      QueueUrl: queue.url,
      MessageBody: messageOf(act),
      MessageGroupId: messageGroupOf(name),
    });
    begun.push({ name, delivery: id });
  }
  return begun;
}

async function standingOf(
  name: CustomerName,
  entry: CustomerEntry | undefined,
  { place, clock, hash }: EraseDeps,
): Promise<ErasureSubject['inMasivo']> {
  if (!entry) {
    const pk = ledgerKeys(place.account).erased(await erasedHmac(name, hash));
    return (await readItems([pk], place, clock)).has(pk) ? 'erased' : 'unknown';
  }
  const { confirmed, uncertain, erasing } = entry.state;
  if (erasing !== undefined) return 'erased';
  if (confirmed.masivo === 'holds') return 'yes';
  const mayBe = confirmed.masivo === 'migrating' || uncertain?.created || entry.intent?.creates;
  return mayBe ? 'maybe' : 'no';
}

async function deliveriesOf(name: CustomerName, { place }: EraseDeps): Promise<number> {
  const partition = { index: table.byOwner, value: ledgerKeys(place.account).customer(name) };
  let count = 0;
  for await (const _ of entriesOf(partition, { range: {}, pageSize: mostCounted }, place)) {
    count += 1;
    if (count === mostCounted) break;
  }
  return count;
}

/** Other IDs of the same person, in other stores or from before a merge. Pure. */
export const linkedWith = ({
  state: { confirmed, links = [] },
}: Pick<CustomerEntry, 'state'>): readonly string[] => [
  ...(confirmed.masivo === 'linked' ? [customerKey(confirmed.owner)] : []),
  ...links,
];

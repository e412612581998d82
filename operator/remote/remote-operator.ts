import { type Clock, systemClock } from '../../lambda/clock';
import type { Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { StoreSettings } from '../../lambda/settings';
import type { StoreName } from '../../lambda/store-name';
import type { BulkOptions } from '../core/answers/bulk';
import type { ExportedCustomer, ExportedDelivery } from '../core/answers/exported-customer';
import type { AnswerOf } from '../core/calls';
import type { Operator } from '../core/operator';
import type { Call } from './call';
import { compareMapping } from './compare-mapping';
import { discard } from './discard';
import { eraseShop, heldOfShop } from './erase-shop';
import { inChunks, one } from './in-chunks';
import { lookedThrough } from './looked-through';

export interface RemoteOperatorDeps {
  readonly call: Call;
  /** What the program's own settings say of the stores: mappings are compared with them, before they are deployed. */
  readonly stores: readonly StoreSettings[];
  /** The program's own mapping, likewise: read only where it is compared. */
  readonly mapping?: () => Promise<CompiledMapping | undefined>;
  readonly clock?: Clock;
}

/** The operator of an environment, at the far end of `call`. Here is what no single call of a function can do. */
export function remoteOperator({
  call,
  stores,
  mapping = async () => undefined,
  clock = systemClock,
}: RemoteOperatorDeps): Operator {
  const decision = (release: Release, given: Decided) =>
    release === 'link' ? call('link', given) : call('release', { ...given, release });

  const decide = (customers: readonly CustomerName[], release: Release, options: BulkOptions) =>
    inChunks(customers, options, clock, {
      alone: async (customer) => one(await decision(release, { customer })),
      begin: (count) => decision(release, { count }),
      some: (some, bulk) => decision(release, { customers: some, bulk }),
    });

  return {
    list: (query) => call('list', query),
    show: (id, { reveal = false } = {}) => call(reveal ? 'reveal' : 'show', { id }),
    customer: ({ source, store, customer }) => call('customer', { source, store, customer }),
    inMasivo: ({ source, store, customer }) => call('inMasivo', { source, store, customer }),
    inMasivoById: (name) => call('inMasivo', { ...nameOf(name), byMasivoId: true }),
    inMasivoWithinLimit: (name) => call('inMasivo', { ...nameOf(name), withinLimit: true }),
    beginCensus: (store) => call('beginCensus', storeOf(store)),
    census: (census, store, listed, listedSince) =>
      call('census', {
        census,
        ...storeOf(store),
        listed: listed.map(({ headers, body, receivedAt }) => ({
          headers,
          body: body.toString('utf8'),
          receivedAt,
        })),
        listedSince,
      }),
    overview: () => call('overview', {}),
    untried: () => call('untried', {}),
    selectForReplay: (query) => call('selectForReplay', query),
    replay: async (id) => one(await call('replay', { id })),
    replayAll: (ids, options) =>
      inChunks(ids, options, clock, {
        alone: async (id) => one(await call('replay', { id })),
        begin: (count) => call('replay', { count }),
        some: (some, bulk) => call('replay', { ids: some, bulk }),
      }),
    waiting: (query) => call('waiting', query),
    selectWaiting: (query) => call('selectWaiting', query),
    standingsOf: (customers) => call('standingsOf', { customers: customers.map(nameOf) }),
    release: async (customer, release) => one(await decision(release, { customer: nameOf(customer) })),
    releaseAll: (customers, release, options) => decide(customers.map(nameOf), release, options),
    tasks: (query) => call('tasks', query),
    endTask: (id) => call('endTask', { id }),
    endDataRequest: (customer) => call('endDataRequest', nameOf(customer)),
    exportCustomer: (customer) => exported(customer, call),
    whomToErase: (who) =>
      call('whomToErase', 'email' in who ? { email: who.email } : { customer: nameOf(who.customer) }),

    async erase(customers, email) {
      return call('erase', { customers: customers.map(nameOf), email });
    },

    deleteDeadLetters: (customers, email, onProgress) =>
      lookedThrough(() => call('deleteDeadLetters', { customers: customers.map(nameOf), email }), onProgress),
    heldOfShop: (store, onProgress) => heldOfShop(storeOf(store), call, onProgress),
    eraseShop: (store, erasing) => eraseShop(storeOf(store), erasing, call),

    redrive: () => call('redrive', {}),
    redriveProgress: (since) => call('redriveProgress', { since }),
    discard: (ids, options) => discard(ids, options, call),
    discardUnreadable: (onProgress) => lookedThrough(() => call('discardUnreadable', {}), onProgress),
    pause: (names) => call('pause', { stores: names }),
    resume: (names) => call('resume', { stores: names }),
    compareMapping: async (query, { reveal = false } = {}) =>
      compareMapping(query, { call, stores, mapping: await mapping(), reveal }),
    recordRevocation: (store, fingerprint) => call('recordRevocation', { store, fingerprint }),
    recordBackfill: (store, run, resumed) => call('recordBackfill', { store, run, resumed }),
    actions: (limit) => call('actions', { limit }),
  };
}

type Decided =
  | { customer: CustomerName }
  | { count: number }
  | { customers: readonly CustomerName[]; bulk: string };

/** Of values that have more. */
const storeOf = ({ source, store }: StoreName): StoreName => ({ source, store });
const nameOf = ({ source, store, customer }: CustomerName): CustomerName => ({ source, store, customer });

async function exported(customer: CustomerName, call: Call): Promise<ExportedCustomer | undefined> {
  const deliveries: ExportedDelivery[] = [];
  let before: string | null = null;
  for (;;) {
    const { next, ...part }: AnswerOf<'export'> = await call('export', {
      customer: nameOf(customer),
      before: before ?? undefined,
    });
    deliveries.push(...part.deliveries);
    if (next === null) {
      return part.known === null && deliveries.length === 0 ? undefined : { ...part, deliveries };
    }
    before = next;
  }
}

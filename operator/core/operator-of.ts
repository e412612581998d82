import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../lambda/clock';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { customerKey, storeKey } from '../../lambda/store-name';
import { actionLog } from './actions';
import type { DeliveryQuery } from './answers/deliveries';
import { inTurn, selectForReplay } from './bulk-replay';
import { compareMapping } from './compare-mapping';
import { exportedCustomer } from './customer/export';
import { customerOf } from './customer/read';
import { entryWithoutItem } from './customer/shown-customer';
import { deleteDeadLetters, isAbout } from './dead-letters-of';
import type { OperatedEnvironment } from './environment';
import { erase, whomToErase } from './erase';
import { countHeld } from './erase-shop/delete-held';
import { eraseShop } from './erase-shop/erase-shop';
import { masivoAsker } from './masivo/ask';
import { inMasivo } from './masivo/in-masivo';
import type { Operator } from './operator';
import { overviewOf } from './overview';
import { pause, resume } from './pause';
import { placeOf, readCustomers, readRecord } from './records';
import { redrive, redriveProgress } from './redrive';
import { release } from './release';
import { replay } from './replay';
import { sdkSecrets } from './sdk-calls';
import { search } from './search';
import { shopperFinder } from './shopper';
import { shownDelivery } from './shown';
import { summaryOf } from './summary';
import { dataRequestOf, endTask, openTasks } from './tasks';
import { countText } from './text/quantities';
import { untried } from './untried';
import { selectWaiting, standingsOf, waiting } from './waiting';

/** The operator of one environment: it uses only that environment's ledger and queues. */
export function operatorOf(environment: OperatedEnvironment, clock: Clock = systemClock): Operator {
  const { settings, queues } = environment;
  const place = placeOf(environment);
  const actions = actionLog(environment, clock);
  const findOwners = shopperFinder(environment, place);
  const askMasivo = masivoAsker(environment, clock);
  const queueDeps = { place, clock, queue: { client: queues.client, url: queues.eventsUrl } };

  const readSecret = namedSecrets(sdkSecrets(environment.secrets.client), environment.secrets.ids);
  const eraseDeps = {
    ...queueDeps,
    findOwners,
    hash: keyedHash(() => readSecret('email-index')),
    newDeliveryId: () => randomBytes(16).toString('hex'),
    beforeSending: (about: string) => actions.record({ what: 'erase', about }),
  };

  const endTaskDeps = {
    place,
    clock,
    keepDeliveriesDays: settings.keepDeliveriesDays,
    beforeEnding: (about: string) => actions.record({ what: 'done', about }),
  };

  const pauseDeps = (what: 'pause' | 'resume', asked: readonly string[]) => ({
    ledger: place,
    stores: settings.stores.map(storeKey),
    beforeChanging: () => actions.record({ what, about: asked.join(' ') }),
  });

  async function searchFor<T extends Partial<DeliveryQuery>>(query: T) {
    const owners = await findOwners(query);
    return owners ? { ...query, owners } : query;
  }

  return {
    async list(query) {
      const { records, ...page } = await search(await searchFor(query), place, clock);
      return { deliveries: records.map((record) => summaryOf(record, settings)), ...page };
    },

    async show(id, { reveal = false } = {}) {
      const record = await readRecord(id, place, clock);
      if (!record) return undefined;
      // Before it is shown: a reveal that cannot be recorded is refused.
      if (reveal) await actions.record({ what: 'reveal', about: id });
      const { source, store, customer } = record;
      const [entry] =
        customer === null ? [] : await readCustomers([{ source, store, customer }], place, clock);
      return shownDelivery(record, entry, settings, reveal);
    },

    customer: (name) => customerOf(name, { settings, place, clock, actions, hash: eraseDeps.hash }),

    async inMasivo(name) {
      const [entry] = await readCustomers([name], place, clock);
      return inMasivo(entry ?? entryWithoutItem(name), settings, askMasivo);
    },

    overview: () => overviewOf(environment, place, clock),
    untried: () => untried(environment, place),
    selectForReplay: async (query) => selectForReplay(await searchFor(query), place, clock),

    async replay(id) {
      const beforeSending = () => actions.record({ what: 'replay', about: id });
      return replay(id, { ...queueDeps, beforeSending });
    },

    async replayAll(ids, options) {
      if (ids.length === 0) return { sent: 0, skipped: 0 };
      // Before and not after: it takes a while, and may be aborted.
      const about = ids.length === 1 ? ids.join() : countText(ids.length, 'delivery');
      await actions.record({ what: 'replay', about });
      return inTurn(ids, options, (id) => replay(id, queueDeps), clock);
    },

    waiting: (query) => waiting(query, place, clock),
    selectWaiting: (query) => selectWaiting(query, place),
    standingsOf: (customers) => standingsOf(customers, place, clock),

    async release(customer, word) {
      const about = customerKey(customer);
      const beforeSending = () => actions.record({ what: 'release', about, release: word });
      return release(customer, word, { ...queueDeps, beforeSending });
    },

    async releaseAll(customers, word, options) {
      if (customers.length === 0) return { sent: 0, skipped: 0 };
      const about =
        customers.length === 1 ? customers.map(customerKey).join() : countText(customers.length, 'customer');
      await actions.record({ what: 'release', about, release: word });
      return inTurn(customers, options, (each) => release(each, word, queueDeps), clock);
    },

    tasks: (query) => openTasks(query, place, clock),
    endTask: (id) => endTask(id, endTaskDeps),
    endDataRequest: async (name) => endTask(await dataRequestOf(name, eraseDeps.hash), endTaskDeps),

    exportCustomer: (name) => exportedCustomer(name, { place, clock, actions }),
    whomToErase: (who) => whomToErase(who, eraseDeps),
    erase: (customers, email) => erase(customers, email, eraseDeps),
    deleteDeadLetters: (customers, onProgress) => deleteDeadLetters(isAbout(customers), queues, onProgress),
    heldOfShop: (store, onProgress) => countHeld(store, { place, onProgress }),
    eraseShop: (store, erasing) =>
      eraseShop(store, erasing, {
        settings,
        place,
        clock,
        pause: (stores) => pause(stores, pauseDeps('pause', stores)),
        resume: (stores) => resume(stores, pauseDeps('resume', stores)),
        endTask: (id) => endTask(id, endTaskDeps),
        deleteDeadLetters: (isMeant, onProgress) => deleteDeadLetters(isMeant, queues, onProgress),
        beforeErasing: (about) => actions.record({ what: 'erase', about }),
      }),

    redrive: () =>
      redrive(queues, (messages) =>
        actions.record({ what: 'redrive', about: countText(messages, 'message') }),
      ),

    redriveProgress: (since) => redriveProgress(queues, since),

    pause: (stores) => pause(stores, pauseDeps('pause', stores)),
    resume: (stores) => resume(stores, pauseDeps('resume', stores)),

    async compareMapping(query, { reveal = false } = {}) {
      if (reveal) await actions.record({ what: 'reveal', about: 'a comparison of mappings' });
      return compareMapping(await searchFor(query), { reveal, settings, place, clock });
    },

    recordRevocation: (store, fingerprint) =>
      actions.record({ what: 'revoke', about: `${store} ${fingerprint}` }),

    actions: (limit) => actions.latest(limit),
  };
}

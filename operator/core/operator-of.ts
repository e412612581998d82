import { type Clock, systemClock } from '../../lambda/clock';
import type { Release } from '../../lambda/envelope';
import { storeKey } from '../../lambda/store-name';
import { actionLog } from './actions';
import { replayAll, selectForReplay } from './bulk-replay';
import { compareMapping } from './compare-mapping';
import type { OperatedEnvironment } from './environment';
import type { DeliveryQuery, Operator, OperatorAction } from './operator';
import { overviewOf } from './overview';
import { pause, resume } from './pause';
import { placeOf, readRecord } from './records';
import { redrive, redriveProgress } from './redrive';
import { replay } from './replay';
import { search } from './search';
import { shopperFinder } from './shopper';
import { shownDelivery } from './shown';
import { summaryOf } from './summary';
import { countText } from './text/quantities';

/** The operator of one environment: it uses only that environment's ledger and queues. */
export function operatorOf(environment: OperatedEnvironment, clock: Clock = systemClock): Operator {
  const { settings, queues } = environment;
  const place = placeOf(environment);
  const actions = actionLog(environment, clock);
  const findOwners = shopperFinder(environment, place);
  const replayDeps = { place, clock, queue: { client: queues.client, url: queues.eventsUrl } };

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
      return shownDelivery(record, settings, reveal);
    },

    overview: () => overviewOf(environment, place, clock),
    selectForReplay: async (query) => selectForReplay(await searchFor(query), place, clock),

    async replay(id, release) {
      const beforeSending = () => actions.record({ ...replaying(release), about: id });
      return replay(id, { ...replayDeps, beforeSending }, release);
    },

    async replayAll(ids, options) {
      if (ids.length === 0) return { replayed: 0, skipped: 0 };
      // Before and not after: it takes a while, and may be aborted.
      await actions.record({
        ...replaying(options.release),
        about: ids.length === 1 ? ids.join() : countText(ids.length, 'delivery'),
      });
      return replayAll(ids, options, (id, release) => replay(id, replayDeps, release), clock);
    },

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

function replaying(release: Release | undefined): Pick<OperatorAction, 'what' | 'release'> {
  return release ? { what: 'release', release } : { what: 'replay' };
}

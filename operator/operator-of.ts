import { actionLog } from './actions';
import { replayAll, selectForReplay } from './bulk-replay';
import { type Clock, wallClock } from './clock';
import { compareMapping } from './compare-mapping';
import { ledgerReader } from './deliveries';
import type { OperatedEnvironment } from './environment';
import type { DeliveryQuery, Operator } from './operator';
import { overviewOf } from './overview';
import { setPaused } from './pause';
import { redrive, redriveProgress } from './redrive';
import { replay } from './replay';
import { search } from './search';
import { shopperFinder } from './shopper';
import { shownDelivery } from './shown';
import { summaryOf } from './summary';

const dayMs = 24 * 3600_000;

/** The operator of one environment: everything it does is done with that environment's ledger and queues alone. */
export function operatorOf(environment: OperatedEnvironment, clock: Clock = wallClock): Operator {
  const { settings, queues } = environment;
  const place = { ...environment.ledger, account: settings.masivo.account };
  const ledger = ledgerReader(place, clock);
  const actions = actionLog({
    place,
    who: environment.who,
    keepMs: settings.keepDeliveriesDays * dayMs,
    clock,
  });
  const findOwners = shopperFinder(environment, place);
  const replayDeps = { ledger, queue: { client: queues.client, url: queues.eventsUrl } };

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
      const record = await ledger.record(id);
      if (!record) return undefined;
      if (reveal) await actions.record({ what: 'reveal', about: id });
      return shownDelivery(record, settings, reveal);
    },

    overview: () => overviewOf(environment, place, clock),
    selectForReplay: async (query) => selectForReplay(await searchFor(query), place, clock),

    async replay(id, release) {
      const replayed = await replay(id, replayDeps, release);
      if (replayed.kind === 'replayed')
        await actions.record({ what: release ? 'release' : 'replay', about: id });
      return replayed;
    },

    async replayAll(ids, options) {
      if (ids.length === 0) return { replayed: 0, skipped: 0 };
      await actions.record({
        what: options.release ? 'release' : 'replay',
        about: `${ids.length} deliveries`,
      });
      return replayAll(ids, options, (id, release) => replay(id, replayDeps, release), clock);
    },

    async redrive() {
      const redriven = await redrive(queues);
      if (redriven.kind === 'started')
        await actions.record({ what: 'redrive', about: `${redriven.messages} messages` });
      return redriven.kind;
    },

    redriveProgress: () => redriveProgress(queues),

    async pause(stores) {
      await setPaused(stores, place);
      await actions.record({ what: 'pause', about: stores.join(' ') || 'nothing' });
    },

    async compareMapping(query, { reveal = false } = {}) {
      if (reveal) await actions.record({ what: 'reveal', about: 'a comparison of mappings' });
      return compareMapping(await searchFor(query), { reveal, settings, place, clock });
    },

    recordRevocation: (store, fingerprint) =>
      actions.record({ what: 'revoke', about: `${store} ${fingerprint}` }),

    actions: (limit) => actions.latest(limit),
  };
}

import { randomBytes } from 'node:crypto';
import type * as v from 'valibot';
import type { Clock } from '../../lambda/clock';
import { composeSharedItems } from '../../lambda/composition/compose-ledger';
import { composeLimitedHttp } from '../../lambda/composition/compose-masivo';
import { sendOverNetwork } from '../../lambda/http/http';
import { type CustomerName, listedAtOf } from '../../lambda/ledger/table';
import { erasedHmac } from '../../lambda/ledger/tombstone';
import { asMasivoId } from '../../lambda/masivo/masivo-id';
import type { CallName } from '../../lambda/operate-calls';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { storeKey } from '../../lambda/store-name';
import { actionLog } from './actions';
import type { CensusAnswered } from './answers/census';
import type { DeliveryQuery } from './answers/deliveries';
import { call, type Sent } from './call';
import * as args from './call-arguments';
import { censusOf } from './census/census';
import { compareMapping } from './compare-mapping';
import { exportedPart } from './customer/export';
import { customerOf } from './customer/read';
import { entryWithoutItem } from './customer/shown-customer';
import { deleteDeadLetters, deleteLogOfNobody, type IsMeant, isAbout } from './dead-letters-of';
import { isOfErased } from './dead-letters-of-erased';
import { discard, discardUnreadable } from './discard';
import { emailMaskOf } from './email-mask';
import type { OperatedEnvironment } from './environment';
import { erase, whomToErase } from './erase';
import { countHeld } from './erase-shop/delete-held';
import { eraseShopStep } from './erase-shop/erase-shop';
import { beginBodies, someBodies } from './mapping-bodies';
import { masivoAsker } from './masivo/ask';
import { inMasivo, shownById } from './masivo/in-masivo';
import { overviewOf } from './overview';
import { pause, resume } from './pause';
import { placeOf, readCustomers, readRecord } from './records';
import { redrive, redriveProgress } from './redrive';
import { releases } from './releases';
import { replays } from './replays';
import { forFirstRows, search } from './search';
import { selectForReplay } from './select-for-replay';
import { shopperFinder } from './shopper';
import { shownDelivery } from './shown';
import { summaryOf } from './summary';
import { dataRequestOf, endTask, openTasks } from './tasks';
import { countText } from './text/quantities';
import { untried } from './untried';
import { selectWaiting, standingsOf, waiting } from './waiting';
import { withinAnswer } from './within-answer';

export type Calls = ReturnType<typeof callsOf>;
export type ArgumentsOf<N extends CallName> = Sent<v.InferOutput<Calls[N]['schema']>>;
export type AnswerOf<N extends CallName> = Awaited<ReturnType<Calls[N]['run']>>;

/** All that can be asked of one environment by one caller: it uses only that environment's ledger and queues. */
export function callsOf(environment: OperatedEnvironment, clock: Clock) {
  const { settings, queues } = environment;
  const place = placeOf(environment);
  const actions = actionLog(environment, clock);
  const findOwners = shopperFinder(environment, place);
  const http = sendOverNetwork(clock.now);
  const askMasivo = masivoAsker(environment, clock, http);
  const limiterDeps = { ...clock, items: composeSharedItems(place) };
  const askWithinLimit = masivoAsker(
    environment,
    clock,
    composeLimitedHttp(settings.masivo, http, limiterDeps),
  );
  const queueDeps = { place, clock, queue: { sqs: queues.sqs, url: queues.eventsUrl } };
  const hash = keyedHash(() => environment.readSecret('email-index'));
  const emailMask = emailMaskOf(() => environment.readSecret('email-index'));
  const eraseDeps = {
    ...queueDeps,
    findOwners,
    hash,
    newDeliveryId: () => randomBytes(16).toString('hex'),
    beforeSending: (about: string) => actions.record({ what: 'erase', about }),
  };
  const bulkDeps = { ...queueDeps, actions };
  const discardDeps = {
    ...{ place, clock, queues, who: environment.who },
    beforeDiscarding: (id: string) => actions.record({ what: 'discard', about: id }),
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

  const deleteLetters = (isMeant: IsMeant, stores: readonly string[]) =>
    deleteDeadLetters(isMeant, queues, {
      beforeDeleting: () =>
        actions.record({ what: 'erase', about: `dead letters of ${[...new Set(stores)].join(' ')}` }),
      deleteLog: deleteLogOfNobody(place),
    });
  const shopDeps = {
    settings,
    place,
    scan: environment.ledger.scan,
    clock,
    pause: (stores: readonly string[]) => pause(stores, pauseDeps('pause', stores)),
    resume: (stores: readonly string[]) => resume(stores, pauseDeps('resume', stores)),
    endTask: (id: string) => endTask(id, endTaskDeps),
    deleteDeadLetters: (isMeant: IsMeant) => deleteLetters(isMeant, ['a shop']),
    beforeErasing: (about: string) => actions.record({ what: 'erase', about }),
  };

  async function searchFor<T extends Partial<DeliveryQuery>>(query: T) {
    const owners = await findOwners(query);
    return owners ? { ...query, owners } : query;
  }

  /** @param beforeRevealing records it; what cannot be recorded is not shown. */
  async function show(id: string, beforeRevealing?: () => Promise<void>) {
    const record = await readRecord(id, place, clock);
    if (!record) return undefined;
    await beforeRevealing?.();
    const { source, store, customer } = record;
    const [entry] = customer === null ? [] : await readCustomers([{ source, store, customer }], place, clock);
    const revealed = beforeRevealing !== undefined;
    return shownDelivery(record, entry, { settings, mapping, revealed, maskEmail: await emailMask() });
  }

  const { mapping } = environment;
  type Comparison = v.InferOutput<typeof args.Comparison>;
  type ComparisonHere = Extract<Comparison, { mapping: unknown }>;
  const isDeployed = (comparison: Comparison): comparison is ComparisonHere =>
    'mapping' in comparison && comparison.mapping === (mapping?.hash ?? null);
  /** The caller's version or mapping is not the one that is here: code is not taken from anybody. */
  const otherCode = { kind: 'other-code' } as const;

  async function compare({ query, stores }: ComparisonHere, reveal: boolean) {
    return compareMapping(await searchFor(query), { reveal, settings: { stores }, mapping, place, clock });
  }

  return {
    list: call(args.DeliveryPageQuery, async (query) => {
      const maskRead = emailMask();
      const { records, ...page } = await search(await searchFor(query), place, clock, forFirstRows);
      const maskEmail = await maskRead;
      const deliveries = withinAnswer(records.map((record) => summaryOf(record, settings, maskEmail)));
      const last = records[deliveries.length - 1];
      return deliveries.length < records.length && last
        ? { deliveries, next: listedAtOf(last) }
        : { deliveries, ...page };
    }),
    show: call(args.OneDelivery, ({ id }) => show(id)),
    customer: call(args.Customer, (name) =>
      customerOf(name, { settings, place, clock, actions, hash, emailMask }),
    ),
    inMasivo: call(args.InMasivo, async ({ withinLimit, byMasivoId, ...name }) => {
      const entryOf = async (of: CustomerName) => (await readCustomers([of], place, clock))[0];
      const ask = withinLimit ? askWithinLimit : askMasivo;
      if (byMasivoId) return shownById(asMasivoId(name.customer), ask);
      return inMasivo((await entryOf(name)) ?? entryWithoutItem(name), { settings, entryOf }, ask);
    }),
    census: call(args.Census, async ({ census, listed, listedSince, ...store }): Promise<CensusAnswered> => {
      // Whoever sends records of their own making can try what the ledger has of a shopper, value by value: so it is
      // known who does.
      const isRecorded = await actions.hasBegun(census, { what: 'census', about: storeKey(store) });
      if (!isRecorded) return { kind: 'unrecorded' };
      const events = listed.map(({ body, ...event }) => ({ ...event, body: Buffer.from(body) }));
      const { mapping } = environment;
      return censusOf(store, events, listedSince, { settings, mapping, place, clock, hash });
    }),
    overview: call(args.Nothing, () => overviewOf(environment, place, clock)),
    untried: call(args.Nothing, () => untried(environment, place)),
    selectForReplay: call(args.DeliveryFilter, async (query) =>
      selectForReplay(await searchFor(query), place, clock),
    ),
    waiting: call(args.WaitingPageQuery, async (query) => waiting(query, place, clock, await emailMask())),
    selectWaiting: call(args.WaitingFilter, (query) => selectWaiting(query, place)),
    standingsOf: call(args.Named, ({ customers }) => standingsOf(customers, place, clock)),
    tasks: call(args.TaskFilter, (query) => openTasks(query, place, clock)),
    whomToErase: call(args.ToErase, (who) => whomToErase(who, eraseDeps)),
    heldOfShop: call(args.ShopPart, ({ store, start }) => countHeld(store, start, shopDeps)),
    redriveProgress: call(args.Since, ({ since }) => redriveProgress(queues, since)),
    compareMapping: call(args.Comparison, async (comparison) =>
      isDeployed(comparison) ? compare(comparison, false) : otherCode,
    ),
    actions: call(args.Newest, ({ limit }) => actions.latest(limit)),

    reveal: call(args.OneDelivery, ({ id }) => show(id, () => actions.record({ what: 'reveal', about: id }))),
    revealMapping: call(args.Comparison, async (comparison) => {
      if (!isDeployed(comparison)) return otherCode;
      await actions.record({ what: 'reveal', about: 'a comparison of mappings' });
      return compare(comparison, true);
    }),
    mappingBodies: call(args.Bodies, async (given) =>
      'count' in given
        ? beginBodies(given.count, { place, clock, actions })
        : someBodies(await searchFor(given.query), given.bulk, { place, clock, actions }),
    ),
    export: call(args.Export, ({ customer, before }) =>
      exportedPart(customer, before, { place, clock, actions }),
    ),
    replay: call(args.Replay, (given) => replays(given, bulkDeps)),
    release: call(args.Release, ({ release, ...given }) => releases(given, release, bulkDeps)),
    link: call(args.Link, (given) => releases(given, 'link', bulkDeps)),
    endTask: call(args.Task, ({ id }) => endTask(id, endTaskDeps)),
    endDataRequest: call(args.Customer, async (name) =>
      endTask(await dataRequestOf(name, hash), endTaskDeps),
    ),
    erase: call(args.Erasure, ({ customers, email }) => erase(customers, email, eraseDeps)),
    deleteDeadLetters: call(args.DeadLettersOf, async ({ customers, email }) => {
      const isOfThese = isAbout(customers);
      const emails = email === null ? [] : [await erasedHmac({ email }, hash)];
      const isOfAny = isOfErased({ settings, place, clock, hash, emails });
      return deleteLetters((envelope) => isOfThese(envelope) || isOfAny(envelope), customers.map(storeKey));
    }),
    eraseShop: call(args.ShopErasure, ({ store, ...step }) => eraseShopStep(store, step, shopDeps)),
    redrive: call(args.Nothing, () =>
      redrive(queues, (messages) =>
        actions.record({ what: 'redrive', about: countText(messages, 'message') }),
      ),
    ),
    discard: call(args.Discard, (given) => discard(given, discardDeps)),
    discardUnreadable: call(args.Nothing, () =>
      discardUnreadable({ queues }, () => actions.record({ what: 'discard', about: 'unreadable messages' })),
    ),
    pause: call(args.Stores, ({ stores }) => pause(stores, pauseDeps('pause', stores))),
    resume: call(args.Stores, ({ stores }) => resume(stores, pauseDeps('resume', stores))),
    recordRevocation: call(args.Revocation, ({ store, fingerprint }) =>
      actions.record({ what: 'revoke', about: `${store} ${fingerprint}` }),
    ),
    beginCensus: call(args.NewCensus, (store) =>
      actions.begin({ what: 'census', about: storeKey(store) }, 0),
    ),
    recordBackfill: call(args.Backfill, ({ store, run, resumed }) =>
      actions.record({ what: 'backfill', about: `${store} ${run}${resumed ? ' resumed' : ''}` }),
    ),
  } satisfies Readonly<Record<CallName, unknown>>;
}

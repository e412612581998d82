import { type DynamoDb, untilAborted } from '../aws/dynamodb';
import type { Clock } from '../clock';
import { attempt } from '../delivery/attempt';
import type { BatchDeps, BatchQueue } from '../delivery/batch';
import { lacksWhatWasCarriedOver, waitingForCarryOver } from '../delivery/carried-over';
import { type CircuitBreaker, circuitBreaker } from '../delivery/circuit-breaker';
import { recordDeadLetter } from '../delivery/dead-letter';
import type { DeliveryDeps } from '../delivery/deps';
import { floodGuard } from '../delivery/flood-guard';
import { hiddenMessages } from '../delivery/hidden-messages';
import { missingCustomers } from '../delivery/missing-customers';
import { needsVendor } from '../delivery/needs-vendor';
import { poisonMessages } from '../delivery/poison-messages';
import { rateLimitedHttp, rateLimiter } from '../delivery/rate-limiter';
import { signInFirst } from '../delivery/sign-in-first';
import { tellTasks } from '../delivery/tell-tasks';
import type { SendHttp } from '../http/send-http';
import type { OpenCircuit, SharedItems } from '../ledger/shared-items';
import { errorName, type Log } from '../log';
import type { CompiledMapping } from '../mapping/compiled-mapping';
import type { TokenSource } from '../masivo/token';
import { newId as uniqueId } from '../new-id';
import { deadlineAfterLeaseMs, gatherSlotsMs, missing, vendorReadMs } from '../retry/retry-times';
import { emailKeyWith } from '../secrets/email-index-key';
import { keyedHash } from '../secrets/keyed-hash';
import type { ReadNamedSecret } from '../secrets/named-secrets';
import type { Settings } from '../settings';
import { sources } from '../sources/registry';
import { unlessAborted } from '../unless-aborted';
import { composeLedger } from './compose-ledger';
import { composeMasivo } from './compose-masivo';
import { composeVendors } from './compose-vendors';

export interface ComposeDeliveryDeps {
  readonly settings: Settings;
  readonly mapping?: CompiledMapping | undefined;
  readonly table: { readonly tableName: string; readonly db: DynamoDb };
  readonly readSecret: ReadNamedSecret;
  readonly http: SendHttp;
  readonly clock: Clock;
  /** 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** An id that nobody else has. */
  readonly newId?: (() => string) | undefined;
  readonly log: Log;
}

/** One worker's delivery, put together. */
export interface Delivery {
  /** What an attempt needs. */
  readonly deps: DeliveryDeps;
  readonly attempt: BatchDeps['attempt'];
  /** What a batch needs, given the queue it came from. */
  readonly batch: (queue: BatchQueue) => BatchDeps;
  /** Logs how old the oldest open task is. */
  readonly tellTasks: () => Promise<void>;
  readonly items: SharedItems;
  readonly breaker: CircuitBreaker;
  readonly tokens: TokenSource;
}

/** The only place where a delivery is put together: for `deliver`, and for all that measures or tests it. */
export function composeDelivery({
  settings,
  mapping,
  table,
  readSecret,
  http,
  clock,
  random,
  newId = uniqueId,
  log,
}: ComposeDeliveryDeps): Delivery {
  const { masivo, retry, keepDeliveriesDays, ledgerRestoredAt } = settings;
  const { now } = clock;
  const hash = keyedHash(() => readSecret('email-index'));
  const ledgerIn = (db: DynamoDb) =>
    composeLedger({
      ...table,
      db,
      account: masivo.account,
      keepDeliveriesDays,
      ledgerRestoredAt,
      hash,
      now,
      newId,
    });
  const { ledger, items } = ledgerIn(table.db);

  const onOpen = ({ why, level, until }: OpenCircuit) =>
    log(
      { event: 'circuit-opened', why, level, ms: until - now().getTime() },
      { name: 'CircuitOpened', value: 1, unit: 'Count', by: ['why'] },
    );
  const rateLimited = masivo.rateLimit?.perSecond !== undefined;
  const breaker = circuitBreaker({ items, retry, rateLimited, now, onOpen });
  const limiter = rateLimiter(masivo.rateLimit, { ...clock, items, gatherMs: gatherSlotsMs });
  const vendors = composeVendors({
    ...clock,
    settings,
    items,
    http,
    readKeys: () => readSecret('vendor-keys'),
    onOpen: (api, { why, level, until }) =>
      log(
        { event: 'vendor-circuit-opened', api, why, level, ms: until - now().getTime() },
        { name: 'VendorCircuitOpened', value: 1, unit: 'Count', by: ['why'] },
      ),
    onUnread: (error) =>
      log(
        { event: 'vendor-keys-unread', error: errorName(error) },
        { name: 'VendorKeysUnread', value: 1, unit: 'Count' },
      ),
  });
  const watched = breaker.watch(http);
  const api = composeMasivo({
    baseUrl: masivo.baseUrl,
    timeoutMs: masivo.timeoutMs,
    http: watched,
    signInHttp: rateLimitedHttp(limiter, now, watched),
    readCredential: () => readSecret('masivo'),
    now,
  });

  const windowMs = missing.windowPerLateLanding * masivo.lateLandingMs;
  const onMany = () => breaker.open('missing');
  const onFew = () => breaker.close('missing');
  const deps: DeliveryDeps = {
    settings,
    mapping,
    now,
    random,
    log,
    ledger,
    limiter: signInFirst(limiter, api.tokens, now),
    masivo: api.masivo,
    vendorOf: vendors.of,
    countCreation: floodGuard({ items, now }),
    seeMissing: missingCustomers({ items, windowMs, now, onMany, onFew }),
    newId,
    emailKey: emailKeyWith(hash),
  };
  /** Then an attempt may wait for a slot and read, before it comes to Masivo. */
  const readsAtVendors = settings.stores.some(
    ({ source, events }) => events === true && sources.get(source)?.api,
  );
  const deadlineMs = settings.leaseMs + deadlineAfterLeaseMs + (readsAtVendors ? vendorReadMs : 0);
  /** One attempt's dependencies: once it is cancelled it reads, writes and sends nothing more. */
  function depsUntil(signal: AbortSignal): DeliveryDeps {
    const endsAt = now().getTime() + deadlineMs;
    const own = ledgerIn(untilAborted(table.db, signal, () => now().getTime() >= endsAt));
    const { tokens, masivo: ownMasivo } = api.until(signal);
    const unless = unlessAborted(signal);
    const breakers = { onMany: unless(onMany), onFew: unless(onFew) };
    return {
      ...deps,
      ledger: own.ledger,
      limiter: signInFirst({ reserve: unless(limiter.reserve) }, tokens, now),
      masivo: ownMasivo,
      vendorOf: vendors.until(signal),
      countCreation: unless(deps.countCreation),
      seeMissing: missingCustomers({ items: own.items, windowMs, now, ...breakers }),
      emailKey: unless(deps.emailKey),
    };
  }
  const attemptOne: BatchDeps['attempt'] = (message, circuit, signal) =>
    attempt(message, circuit, depsUntil(signal));
  return {
    deps,
    attempt: attemptOne,
    batch: ({ inFlight, ...queue }) => ({
      ...queue,
      mayHidePaused: hiddenMessages({ inFlight, now, log }),
      ...clock,
      readBreaker: async () => {
        const shared = await items.sharedState();
        if (lacksWhatWasCarriedOver(shared, ledgerRestoredAt)) {
          log({ event: 'ledger-not-carried-over' });
          return waitingForCarryOver;
        }
        vendors.see(shared);
        return breaker.read(shared);
      },
      attempt: attemptOne,
      recordDeadLetter: (message, reason, signal) => recordDeadLetter(message, reason, depsUntil(signal)),
      needsVendor: (message) => needsVendor(message, settings),
      poisonMessages: poisonMessages({ items, now, newId, log }),
      retry,
      deadlineMs,
      random,
      log,
    }),
    tellTasks: () => tellTasks({ items, now, log }),
    items,
    breaker,
    tokens: api.tokens,
  };
}

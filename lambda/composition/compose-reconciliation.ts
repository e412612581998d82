import { isDeepStrictEqual } from 'node:util';
import type { DynamoDb } from '../aws/dynamodb';
import { dynamoDbLookUp } from '../aws/dynamodb-look-up';
import { dynamoDbReconciliations } from '../aws/dynamodb-reconciliations';
import type { Clock } from '../clock';
import type { SendHttp } from '../http/send-http';
import { isObject, memberOf, parsedJson } from '../json';
import { errorName, type Log, type Metric } from '../log';
import type { CompiledMapping } from '../mapping/compiled-mapping';
import { newId as uniqueId } from '../new-id';
import { formerAddress, type OwnAddresses } from '../own-addresses';
import { mostSilentRuns } from '../reconcile/progress';
import { type Ran, reconcile } from '../reconcile/run';
import type { KeptKeys } from '../reconcile/sign-in';
import { isTrouble } from '../reconcile/subscriptions-report';
import type { WebhookAddresses } from '../reconcile/watch';
import { changeVersions, type SecretCalls } from '../secrets/change-secret';
import { keyedHash } from '../secrets/keyed-hash';
import type { Settings, StoreSettings } from '../settings';
import { vendorChanges } from '../sources/changes-registry';
import { messageGroupOf, type StoreName, storeKey } from '../store-name';

export interface ComposeReconciliationDeps extends Clock {
  readonly settings: Settings;
  readonly mapping?: CompiledMapping | undefined;
  readonly table: { readonly tableName: string; readonly db: DynamoDb };
  readonly readSecret: (name: 'email-index' | 'reconcile-keys') => Promise<string | undefined>;
  /** The versions of `reconcile-keys`. */
  readonly keyVersions: SecretCalls;
  readonly enqueue: (message: string, group: string | undefined) => Promise<void>;
  readonly http: SendHttp;
  /** Where this environment takes webhooks. */
  readonly addresses: StoreAddresses;
  readonly newId?: () => string;
  readonly log: Log;
}

export interface StoreAddresses {
  /** Where each store sends its webhooks, by `source/store`. */
  readonly urls: Readonly<Record<string, string>>;
  readonly own: OwnAddresses;
}

/** `not-asked`: the settings do not have this store's vendor asked. */
export type Reconciled = Ran | { readonly kind: 'not-asked' };

const minuteMs = 60_000;

/**
 * One store's run, until this moment at most.
 * @param byHand whether somebody waits for it.
 * @param since where it is to begin earlier than the last run came.
 */
export type ReconcileStore = (
  store: StoreSettings,
  endsAt: Date,
  byHand: boolean,
  since?: Date,
) => Promise<Reconciled>;

/** The only place where a reconciliation is put together: for `reconcile`, and for all that tests it. */
export function composeReconciliation(deps: ComposeReconciliationDeps): ReconcileStore {
  const {
    settings,
    mapping,
    table,
    readSecret,
    enqueue,
    http,
    addresses,
    newId = uniqueId,
    log,
    ...clock
  } = deps;
  const place = { ...table, account: settings.masivo.account };
  const hash = keyedHash(() => readSecret('email-index'));

  return async (store, endsAt, byHand, since) => {
    const { source, store: name } = store;
    const changes = vendorChanges.get(source);
    if (!changes || !settings.reconcile || store.reconcile === false) return { kind: 'not-asked' };
    const group = settings.stores.length > 1 ? messageGroupOf(store) : undefined;
    const ran = await reconcile({
      ...clock,
      store,
      mapping,
      changes,
      baseUrl: settings.vendorBaseUrls?.[source],
      overlapMs: settings.reconcile.overlapMinutes * minuteMs,
      since,
      reconciliations: dynamoDbReconciliations(place),
      lookUp: dynamoDbLookUp({ ...place, hash, sleep: clock.sleep }),
      enqueue: (message) => enqueue(message, group),
      http,
      keys: keysOf(store, deps),
      newId,
      endsAt,
      webhooks: webhooksOf(store, addresses),
      byHand,
      onError: (error) => log({ event: 'reconcile-error', source, store: name, error: errorName(error) }),
    });
    logRun(store, ran, mostSilentRuns(settings.reconcile), log);
    return ran;
  };
}

/** Each change is tried so often, a second apart. */
const keyTries = 5;

/** The store's entry in `reconcile-keys`; the other stores' entries stay as they are. */
function keysOf(
  store: StoreName,
  { readSecret, keyVersions }: Pick<ComposeReconciliationDeps, 'readSecret' | 'keyVersions'>,
): KeptKeys {
  const key = storeKey(store);
  return {
    async read() {
      const value = await readSecret('reconcile-keys');
      return value === undefined ? undefined : memberOf(parsedJson(value), key);
    },
    async replace(isStill, entry) {
      let isKept = false;
      const isDone = await changeVersions(
        keyVersions,
        async ({ current }) => {
          const entries = parsedJson(current?.value ?? '');
          const now = memberOf(entries, key);
          isKept = isDeepStrictEqual(now, entry);
          // Also where the new entry has the old one's refresh token: some renewals are answered without another.
          if (isKept) return undefined;
          return isObject(entries) && isStill(now) ? JSON.stringify({ ...entries, [key]: entry }) : undefined;
        },
        keyTries,
      );
      return isDone && isKept;
    },
  };
}

function webhooksOf(store: StoreSettings, { urls, own }: StoreAddresses): WebhookAddresses | undefined {
  const url = urls[storeKey(store)];
  if (url === undefined || store.subscriptions === 'off') return undefined;
  return { url, former: (address) => formerAddress(address, { url, own, store }) };
}

const fedFigure = (value: number): Metric => ({
  name: 'ChangesFed',
  value,
  unit: 'Count',
  by: ['source', 'store'],
});
const failedFigure: Metric = { name: 'ReconciliationsFailed', value: 1, unit: 'Count' };

/** With the fields that `deliver` could not read: several in a day open a ticket. */
const unreadFigure = (value: number): Metric => ({ name: 'FieldsNotRead', value, unit: 'Count' });

/** A run after which a store's webhooks are known not to come, or not all of them. */
const missingFigure: Metric = { name: 'WebhooksMissing', value: 1, unit: 'Count' };

function logRun({ source, store }: StoreSettings, ran: Ran, mostSilent: number, log: Log): void {
  if (ran.kind === 'busy') {
    log({ event: 'reconcile-busy', source, store });
    return;
  }
  const { report, subscriptions, silentRuns, agoMs } = ran;
  const { found, fed, known, unreadable, ms, failure } = report;
  const isMissing = silentRuns > mostSilent || (subscriptions !== undefined && isTrouble(subscriptions));
  log(
    {
      event: 'reconciled',
      source,
      store,
      found,
      fed,
      known,
      // Who they are is in the ledger: log lines name nobody.
      unreadable: unreadable.length,
      ms,
      agoSeconds: Math.round(agoMs / 1000),
      failure: failure?.code ?? null,
      status: failure?.status,
      silentRuns: silentRuns > 0 ? silentRuns : undefined,
    },
    // A figure is billed for the hours in which it is logged: an ordinary run logs none.
    ...(fed > 0 ? [fedFigure(fed)] : []),
    ...(failure ? [failedFigure] : []),
    ...(unreadable.length > 0 ? [unreadFigure(unreadable.length)] : []),
    ...(isMissing ? [missingFigure] : []),
  );
  if (!subscriptions) return;
  const { lacking, recreated, versionTrouble } = subscriptions;
  log({
    event: 'subscriptions',
    source,
    store,
    lacking: lacking.join(', '),
    recreated: recreated?.at === subscriptions.at ? recreated.what.join(', ') : '',
    versionTrouble: versionTrouble ?? undefined,
    failure: subscriptions.failure?.code ?? null,
    status: subscriptions.failure?.status,
  });
}

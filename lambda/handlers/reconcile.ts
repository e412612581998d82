import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { signedDynamoDb } from '../aws/signed-dynamodb';
import { signedQueue } from '../aws/signed-queue';
import { signedSecretVersions } from '../aws/signed-secret-versions';
import { signedSecrets } from '../aws/signed-secrets';
import { systemClock } from '../clock';
import {
  composeReconciliation,
  type Reconciled,
  type StoreAddresses,
} from '../composition/compose-reconciliation';
import { functionEnvironment, readSettings } from '../function-environment';
import { sendOverNetwork } from '../http/http';
import { jsonLog } from '../log';
import { readMapping } from '../mapping/read-mapping';
import { once } from '../once';
import { isBehind } from '../reconcile/behind';
import { parseSettings, storeOf } from '../settings';
import type { StoreName } from '../store-name';
import { webhookUrls } from '../webhook-address';

/** Called by AWS on a schedule, for one store at a time; and by people, who are told the report whatever it is. */
export async function handler(
  store: StoreName & { readonly byHand?: boolean; readonly since?: string },
  context: Context,
): Promise<Reconciled> {
  const { settings, run } = deps();
  const found = storeOf(settings, store.source, store.store);
  if (!found) return { kind: 'not-asked' };
  const leftMs = context.getRemainingTimeInMillis() - reportMs;
  const since = store.since === undefined ? undefined : new Date(store.since);
  const endsAt = new Date(systemClock.now().getTime() + leftMs);
  const ran = await run(found, endsAt, store.byHand === true, since);
  if (!store.byHand && isBehind(ran, settings.reconcile?.everyMinutes)) throw new ReconciliationBehind();
  return ran;
}

/** Lambda counts it as an error, for nothing: the alarm looks at that count, and at whether there is one at all. */
class ReconciliationBehind extends Error {
  override readonly name = 'ReconciliationBehind';
}

/** As the stack gives them (infra/reconciliation.ts). */
const Addresses = v.object({ url: v.string(), open: v.array(v.string()), hosts: v.array(v.string()) });

function addressesIn(json: string, stores: readonly StoreName[]): StoreAddresses {
  const { url, ...own } = v.parse(Addresses, JSON.parse(json));
  return { urls: webhookUrls(stores, url), own };
}

/**
 * For what a run has begun when its time is over, at its slowest: ten messages (10 s), the cursor and the report (three
 * tries of 3 s each, and their pauses). A run that Lambda stops would leave no report.
 */
const reportMs = 40_000;

/** With its second try. */
const enqueueMs = 10_000;

const needed = [
  'QUEUE_URL',
  'LEDGER_TABLE',
  'EMAIL_INDEX_SECRET_ID',
  'RECONCILE_KEYS_SECRET_ID',
  'OWN_ADDRESSES',
] as const;

/** At the first event of a cold start. */
const deps = once(() => {
  const environment = functionEnvironment(needed);
  const settings = readSettings(parseSettings);
  const aws = { environment: process.env, now: systemClock.now, random: Math.random };
  const queue = signedQueue(environment('QUEUE_URL'), aws);
  const secrets = signedSecrets(aws);
  const ids = {
    'email-index': environment('EMAIL_INDEX_SECRET_ID'),
    'reconcile-keys': environment('RECONCILE_KEYS_SECRET_ID'),
  };
  const run = composeReconciliation({
    ...systemClock,
    settings,
    mapping: readMapping(),
    table: { tableName: environment('LEDGER_TABLE'), db: signedDynamoDb(aws) },
    readSecret: (name) => secrets.readSecret(ids[name]),
    keyVersions: signedSecretVersions(ids['reconcile-keys'], {
      ...aws,
      newId: randomUUID,
      sleep: systemClock.sleep,
    }),
    enqueue: (message, group) => queue.enqueue(message, AbortSignal.timeout(enqueueMs), group),
    http: sendOverNetwork(systemClock.now),
    addresses: addressesIn(environment('OWN_ADDRESSES'), settings.stores),
    log: jsonLog(settings.environment),
  });
  return { settings, run };
});

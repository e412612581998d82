import type { Clock } from '../../lambda/clock';
import { composeLedger } from '../../lambda/composition/compose-ledger';
import { composeMasivo } from '../../lambda/composition/compose-masivo';
import { sendOverNetwork } from '../../lambda/http/http';
import type { SendHttp } from '../../lambda/http/send-http';
import { isBeingErased } from '../../lambda/ledger/shared-items';
import { newId as uniqueId } from '../../lambda/new-id';
import { backfillTimes } from '../../lambda/retry/retry-times';
import { emailKeyWith } from '../../lambda/secrets/email-index-key';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { sdkDynamoDb, sdkSecrets } from '../../operator/core/sdk-calls';
import type { ConnectedEnvironment } from '../connection/environment';
import type { BackfillDeps } from './engine/deps';
import { sharedRateLimiter } from './engine/share-of-rate-limit';

/**
 * The ledger and Masivo as `deliver` uses them, with the operator's own credentials. Without the circuit breaker: a
 * backfill that Masivo refuses must not stop deliveries.
 * @param own in the place of the network, and of UUIDs that name claims.
 */
export function environmentDeps(
  environment: ConnectedEnvironment,
  clock: Clock,
  { http, newId = uniqueId }: { readonly http?: SendHttp; readonly newId?: () => string } = {},
): Pick<BackfillDeps, 'settings' | 'ledger' | 'isBeingErased' | 'emailKey' | 'masivo' | 'limiter' | 'newId'> {
  const { settings, secrets, ledger: table } = environment;
  const { baseUrl, timeoutMs, rateLimit } = settings.masivo;
  const { now } = clock;
  const readSecret = namedSecrets(sdkSecrets(secrets.client), secrets.ids);
  const hash = keyedHash(() => readSecret('email-index'));
  const { ledger, items } = composeLedger({
    tableName: table.tableName,
    account: settings.masivo.account,
    hash,
    db: sdkDynamoDb(table.client),
    keepDeliveriesDays: settings.keepDeliveriesDays,
    ledgerRestoredAt: settings.ledgerRestoredAt,
    now,
    newId,
  });
  const { masivo } = composeMasivo({
    baseUrl,
    timeoutMs: Math.max(timeoutMs, backfillTimes.callTimeoutMs),
    http: http ?? sendOverNetwork(now),
    readCredential: () => readSecret('masivo'),
    now,
  });
  return {
    settings,
    ledger,
    isBeingErased: async (store) => isBeingErased(await items.sharedState(), store),
    newId,
    emailKey: emailKeyWith(hash),
    masivo,
    limiter: sharedRateLimiter(rateLimit, { ...clock, items }),
  };
}

import { dynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { dynamoDbSharedItems } from '../../lambda/aws/dynamodb-shared-items';
import { secretsManagerReader } from '../../lambda/aws/secrets-manager';
import { masivoFor } from '../../lambda/masivo/client';
import { sendWithFetch } from '../../lambda/masivo/http';
import { tokenSource } from '../../lambda/masivo/token';
import { backfillTimes } from '../../lambda/retry/retry-times';
import { emailIndexKey } from '../../lambda/secrets/email-index-key';
import type { OperatedEnvironment } from '../../operator/core/environment';
import type { BackfillDeps } from './engine/deps';
import { sharedRateLimiter } from './engine/share-of-rate-limit';

type Clock = Pick<BackfillDeps, 'now' | 'sleep'>;

/** The ledger and Masivo as `deliver` uses them, with the operator's own credentials. */
export function environmentDeps(
  { settings, ledger, secrets }: OperatedEnvironment,
  clock: Clock,
): Pick<BackfillDeps, 'settings' | 'ledger' | 'emailKey' | 'masivo' | 'limiter'> {
  const { masivo, keepDeliveriesDays } = settings;
  const table = { ...ledger, account: masivo.account };
  const readSecret = secretsManagerReader(secrets.client);
  const secret = (name: string) => () => readSecret(secrets.ids[name] ?? name, 'AWSCURRENT');
  const timeoutMs = Math.max(masivo.timeoutMs, backfillTimes.callTimeoutMs);
  const way = { baseUrl: masivo.baseUrl, timeoutMs, http: sendWithFetch, now: clock.now };
  const tokens = tokenSource({ ...way, readCredential: secret('masivo') });
  return {
    settings,
    ledger: dynamoDbLedger({
      ...table,
      now: clock.now,
      keepDeliveriesMs: keepDeliveriesDays * 24 * 3600_000,
    }),
    emailKey: emailIndexKey(secret('email-index')),
    masivo: (slots, endsAt) => masivoFor({ ...way, tokens, mayCall: slots.next }, endsAt),
    limiter: sharedRateLimiter(masivo.rateLimit, { ...clock, items: dynamoDbSharedItems(table) }),
  };
}

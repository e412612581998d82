import { defaultRetry, lateLandingMs, leaseMs, masivoTimeoutMs } from '../../lambda/retry/retry-times';
import { parseSettings, type Settings } from '../../lambda/settings';
import { type Environment, storesOf } from './config';
import { ConfigError } from './config-error';
import { fieldOf } from './config-rules';
import { reconcileTimesOf } from './reconciled';

/**
 * What the functions read beside their bundle. The schema is the functions' own, so what synthesises also starts.
 * @throws ConfigError naming the config's fields.
 */
export function settingsFromConfig(environment: Environment): Settings {
  const { masivo, mode, retention, sameEmail, ledgerRestoredAt } = environment;
  const stores = storesOf(environment);
  const reconcile = reconcileTimesOf(environment);
  const settings = {
    environment: environment.label,
    masivo: { ...masivo, timeoutMs: masivoTimeoutMs, lateLandingMs },
    stores: stores.map(({ source, store, config }) => {
      const { expectWebhookWithinHours: _, sharedOnPurpose: __, ...runtime } = config;
      // Only a test environment gets here without consent (config-rules.ts).
      return { consent: 'off', ...runtime, source, store, mode };
    }),
    sameEmail,
    retry: defaultRetry,
    keepDeliveriesDays: retention.deliveriesDays,
    ...(reconcile === undefined ? {} : { reconcile }),
    leaseMs,
    ...(ledgerRestoredAt === undefined ? {} : { ledgerRestoredAt }),
  };
  try {
    return parseSettings(settings);
  } catch (error) {
    throw new ConfigError(
      environment.name,
      mistakes(
        error,
        stores.map(({ key }) => fieldOf(key)),
      ),
    );
  }
}

/** The functions' settings list stores by number; the config names them. */
function mistakes(error: unknown, fields: readonly string[]): string[] {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.replace(/^The settings are not valid\. /, '').split('; ');
  return lines.map((line) => line.replace(/^stores\.(\d+)/, (all, index) => fields[Number(index)] ?? all));
}

import { defaultRetry, lateLandingMs, leaseMs, masivoTimeoutMs } from '../../lambda/retry/retry-times';
import { parseSettings, type Settings } from '../../lambda/settings';
import { type Environment, fieldOf, storesOf } from './config';
import { at, ConfigError, type Mistake } from './config-error';
import { reconcileTimesOf } from './reconciled';

/**
 * What the functions read beside their bundle. The schema is the functions' own, so what synthesises also starts.
 * @throws ConfigError naming the config's fields.
 */
export function settingsFromConfig(environment: Environment): Settings {
  const { mode, retention, sameEmail, ledgerRestoredAt } = environment;
  const stores = storesOf(environment);
  const { liveOnPurpose: _, ...masivo } = environment.masivo;
  const reconcile = reconcileTimesOf(environment);
  const settings = {
    environment: environment.label,
    masivo: { ...masivo, timeoutMs: masivoTimeoutMs, lateLandingMs },
    stores: stores.map(({ source, store, config }) => {
      const { expectWebhookWithinHours: _, sharedOnPurpose: __, longLive: ___, ...runtime } = config;
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
    const fields = stores.map(({ key }) => fieldOf(key));
    const file = environment.name;
    throw new ConfigError([{ file, cannot: 'be deployed', mistakes: mistakesIn(error, fields) }]);
  }
}

/** The functions' settings list stores by number; the config names them. */
function mistakesIn(error: unknown, fields: readonly string[]): Mistake[] {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.replace(/^The settings are not valid\. /, '').split('; ');
  return lines.map((line) => {
    const [where = '', ...what] = line.split(': ');
    return at(
      where.replace(/^stores\.(\d+)/, (all, index) => fields[Number(index)] ?? all),
      what.join(': '),
    );
  });
}

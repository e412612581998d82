import { parseSettings, type Settings } from '../../lambda/settings';
import { maxHiddenMs } from '../timing';
import { type Environment, storesOf } from './config';
import { ConfigError } from './config-error';
import { fieldOf } from './config-rules';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * What the functions read beside their bundle. The schema is the functions' own, so what synthesises also starts.
 * @throws ConfigError naming the config's fields.
 */
export function settingsFromConfig(environment: Environment): Settings {
  const { masivo, mode, retention, sameEmail } = environment;
  const stores = storesOf(environment);
  const settings = {
    environment: environment.label,
    masivo: { ...masivo, timeoutMs: 8000, lateLandingMs: minuteMs },
    stores: stores.map(({ source, store, config }) => {
      const { expectWebhookWithinHours: _, sharedOnPurpose: __, ...runtime } = config;
      // Only a test environment gets here without consent (config-rules.ts).
      return { consent: 'off', ...runtime, source, store, mode };
    }),
    sameEmail,
    retry: {
      firstDelayMs: 5000,
      maxDelayMs: 60 * minuteMs,
      maxRetryAfterMs: maxHiddenMs,
      // The queue keeps a message for 14 days: what is given up by then is in the DLQ with its reason.
      giveUpAfterMs: 10 * dayMs,
    },
    keepDeliveriesDays: retention.deliveriesDays,
    // Outlasts three calls of 8 s; the function's own timeout (timing.ts) outlasts it in turn.
    leaseMs: 25_000,
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

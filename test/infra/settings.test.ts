import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { timing } from '../../infra/timing';
import { maxSlotWaitMs, vendorReadMs } from '../../lambda/retry/retry-times';
import { environment, example } from './environments';

const hour = 3600_000;

test('every store of the config is a store of the settings, with the mode of its environment', () => {
  expect(settingsFromConfig(example('prod')).stores).toEqual([
    {
      source: 'shopify',
      store: 'default',
      vendorAccount: 'acme.myshopify.com',
      mode: 'live',
      creates: true,
      signupsSince: '2030-01-01T00:00:00Z',
      maxCreationsPerHour: 500,
      mapping: { extras: ['phone', 'country'] },
      consent: {
        version: '2026-11',
        loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
        metadataKeys: {},
      },
    },
    expect.objectContaining({ source: 'stripe', vendorAccount: 'acct_1AcmeLive', mode: 'live' }),
  ]);
});

test('what is about the deployment alone stays out of them', () => {
  const text = JSON.stringify(settingsFromConfig(example('prod')));
  expect(text).not.toMatch(/expectWebhookWithin|sharedOnPurpose|example\.com|333333333333/);
});

test('pace and retention come from the config', () => {
  const settings = settingsFromConfig(
    environment({
      masivo: { account: 'a', rateLimit: { perSecond: 7, perDay: 900 } },
      retention: { deliveriesDays: 33 },
    }),
  );
  expect(settings.masivo.rateLimit).toEqual({ perSecond: 7, perDay: 900 });
  expect(settings.keepDeliveriesDays).toBe(33);
});

test('the account takes the consent record with the creation only where the config says so', () => {
  const settingsOf = (masivo: object) =>
    settingsFromConfig(environment({ masivo: { account: 'a', ...masivo } })).masivo;
  expect(settingsOf({})).not.toHaveProperty('consentAtCreation');
  expect(settingsOf({ consentAtCreation: true })).toMatchObject({ consentAtCreation: true });
  expect(() => settingsOf({ consentAtCreation: 'yes' })).toThrow('masivo.consentAtCreation');
});

test('when a restored ledger was attached comes from the config', () => {
  const ledgerRestoredAt = '2026-12-05T12:30:00Z';
  expect(settingsFromConfig(environment({ ledgerRestoredAt }))).toMatchObject({ ledgerRestoredAt });
  expect(settingsFromConfig(environment())).not.toHaveProperty('ledgerRestoredAt');
});

test('each time outlasts what happens within it', () => {
  const { masivo, leaseMs, retry } = settingsFromConfig(environment());
  expect(leaseMs).toBeGreaterThan(3 * masivo.timeoutMs);
  // deliverBatch's deadline, once for all at once and once for a message that is tried alone.
  // The longest there is: with the reads at a vendor.
  const deadlineMs = leaseMs + 5000 + vendorReadMs;
  expect(timing.deliverTimeout.toMilliseconds()).toBeGreaterThanOrEqual(2 * deadlineMs);
  // An attempt waits for a slot first, and its lease begins after that.
  expect(maxSlotWaitMs).toBeLessThanOrEqual(5000);
  const longestWindowMs = 60_000;
  expect(timing.visibility.toMilliseconds()).toBe(
    6 * timing.deliverTimeout.toMilliseconds() + longestWindowMs,
  );
  expect(retry.maxDelayMs).toBeLessThanOrEqual(retry.maxRetryAfterMs);
  expect(retry.maxRetryAfterMs).toBe(12 * hour - hour / 4);
  expect(retry.giveUpAfterMs + retry.maxRetryAfterMs).toBeLessThan(timing.retention.toMilliseconds());
});

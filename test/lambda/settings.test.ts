import { parseSettings, storeOf } from '../../lambda/settings';
import { settingsFile, settingsWith, storeWith } from '../support/settings';

const { masivo, retry, stores } = settingsFile;
const [store] = stores;
const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: false };

test('complete settings are what they say, with the defaults of what they leave out', () => {
  const settings = parseSettings(settingsFile);
  expect(settings).toMatchObject({ environment: 'test', sameEmail: 'link', masivo, retry });
  expect(settings.stores[0]).toEqual({ ...store, mapping: {}, creates: true });
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  [
    'a mapping',
    { mapping: { birthDate: null, gender: 'custom.gender', tierId: null, extras: ['phone', 'tags'] } },
  ],
  ['fields of Masivo’s own', { mapping: { fields: ['phone', 'country', 'tags'] } }],
  ['a consent', { consent: { version: '1', loyalty, metadataKeys: { email_marketing: 'newsletter' } } }],
  [
    'texts of its own for a yes',
    {
      consent: { version: '1', loyalty, metadataKeys: { email_marketing: { key: 'news', granted: ['ja'] } } },
    },
  ],
  ['verified e-mails', { emailsVerified: true }],
  ['newer events', { events: true }],
  ['a go-live', { signupsSince: '2026-01-01T00:00:00Z' }],
  ['a flood guard', { maxCreationsPerHour: 100, creates: false }],
])('a store may have %s', (_, more) => {
  expect(storeWith('shopify', more)).toMatchObject(more);
});

describe('an error names the field that is wrong', () => {
  const storeAs = (more: object) => ({ stores: [store, { ...store, ...more }] });
  test.each<[string, object]>([
    ['environment', { environment: 'Prod' }],
    ['environment', { environment: undefined }],
    ['masivo', { masivo: null }],
    ['masivo.account', { masivo: { ...masivo, account: 'a b' } }],
    ['masivo.baseUrl', { masivo: { ...masivo, baseUrl: 'masivo.example.com' } }],
    ['masivo.timeoutMs', { masivo: { ...masivo, timeoutMs: 0 } }],
    ['masivo.timeoutMs', { masivo: { ...masivo, timeoutMs: '3000' } }],
    ['masivo.lateLandingMs', { masivo: { ...masivo, lateLandingMs: undefined } }],
    ['masivo.rateLimit.perSecond', { masivo: { ...masivo, rateLimit: { perSecond: 0.5 } } }],
    ['masivo.consentAtCreation', { masivo: { ...masivo, consentAtCreation: 'yes' } }],
    ['masivo.timeout', { masivo: { ...masivo, timeout: 5 } }],
    ['stores', { stores: {} }],
    ['stores.1.source', storeAs({ source: 'Shopify' })],
    ['stores.1.store', storeAs({ store: '../x' })],
    ['stores.1.store', storeAs({ store: 'x'.repeat(64) })],
    ['stores.1.vendorAccount', storeAs({ vendorAccount: undefined })],
    ['stores.1.mode', storeAs({ mode: 'prod' })],
    ['stores.1.consent', storeAs({ consent: undefined })],
    ['stores.1.consent', storeAs({ consent: 'on' })],
    // Nobody gets e-mails for having allowed text messages.
    [
      'stores.1.consent.smsPurpose',
      storeAs({ consent: { version: '1', loyalty, smsPurpose: 'email_marketing' } }),
    ],
    ['stores.1.mapping.birthdate', storeAs({ mapping: { birthdate: 'x' } })],
    ['stores.1.mapping.tierId', storeAs({ mapping: { tierId: 'gold' } })],
    ['stores.1.mapping.extras.1', storeAs({ mapping: { extras: ['phone', 'email'] } })],
    ['stores.1.mapping.fields.0', storeAs({ mapping: { fields: ['locale'] } })],
    ['stores.1.signupsSince', storeAs({ signupsSince: 'yesterday' })],
    ['stores.1.maxCreationsPerHour', storeAs({ maxCreationsPerHour: -1 })],
    ['stores.1.creates', storeAs({ creates: 'no' })],
    ['stores.1.emailsVerified', storeAs({ emailsVerified: 'yes' })],
    ...(
      [
        ['', ' '],
        ['', { key: 'news' }],
        ['.granted', { key: 'news', granted: [] }],
        ['.key', { key: '', granted: ['ja'] }],
      ] as const
    ).map(([member, email_marketing]): [string, object] => [
      `stores.1.consent.metadataKeys.email_marketing${member}`,
      storeAs({ consent: { version: '1', loyalty, metadataKeys: { email_marketing } } }),
    ]),
    ['sameEmail', { sameEmail: 'merge' }],
    ['retry.firstDelayMs', { retry: { ...retry, firstDelayMs: undefined } }],
    ['retry.maxDelayMs', { retry: { ...retry, maxDelayMs: 1.5 } }],
    ['retry.maxRetryAfterMs', { retry: { ...retry, maxRetryAfterMs: null } }],
    ['keepDeliveriesDays', { keepDeliveriesDays: 0 }],
    ['leaseMs', { leaseMs: Number.NaN }],
    ['unknown', { unknown: 1 }],
  ])('%s', (field, more) => {
    expect(() => parseSettings({ ...settingsFile, ...more })).toThrow(
      new RegExp(`^The settings are not valid\\. ${field.replaceAll('.', '\\.')}: .`),
    );
  });

  test('all of them, where several are wrong', () => {
    const wrong = { ...settingsFile, sameEmail: 'x', leaseMs: 0 };
    expect(() => parseSettings(wrong)).toThrow(/sameEmail: .*; leaseMs: /);
  });

  test.each([null, undefined, 5, 'x', []])('settings that are %j', (input) => {
    expect(() => parseSettings(input)).toThrow(/^The settings are not valid\. \w/);
  });
});

describe('storeOf', () => {
  const settings = settingsWith({ stores: [store, { ...store, store: 'two' }] });
  test('finds a store by its source and name', () => {
    expect(storeOf(settings, 'shopify', 'two')).toBe(settings.stores[1]);
  });
  test.each([
    ['shopify', 'three'],
    ['stripe', 'two'],
    ['shopify', ''],
    ['__proto__', 'constructor'],
  ])('%s/%s is none', (source, name) => {
    expect(storeOf(settings, source, name)).toBeUndefined();
  });
});

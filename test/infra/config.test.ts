import { parseEnvironment } from '../../infra/config/config';
import { checkEnvironments } from '../../infra/config/config-folder';
import { sources } from '../../lambda/sources/registry';
import { environment, pathKeys, smallest } from './environments';
import type { Json } from './json';
import { meant, mistakes, today, wrong } from './mistakes';

test('the smallest environment is accepted, with safe defaults', () => {
  expect(mistakes(() => checkEnvironments([environment()], today))).toEqual([]);
  expect(environment()).toMatchObject({
    stackName: 'masivo-bridge-dev',
    label: 'dev',
    masivo: { baseUrl: 'https://app.masivo.ai/api/storefront/v1' },
    sameEmail: 'refuse',
    sampleEvents: 'off',
    retention: { logsDays: 30, deliveriesDays: 30, recoveryDays: 7 },
  });
});

test('a client prefix is in front of the stack, and of the environment in settings and figures', () => {
  const { stackName, label } = environment({ platform: { clientPrefix: 'acme' } });
  expect([stackName, label]).toEqual(['acme-masivo-bridge-dev', 'acme-dev']);
});

type Mistake = [string, (config: Json) => void];

const domainWith = (keys: unknown) => ({
  name: 'hooks.acme.example',
  certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1',
  pathKeys: keys,
});

describe('a mistake names its field', () => {
  test.each<Mistake>([
    ['aws.account: is not an AWS account id of 12 digits', (c) => (c.aws.account = '123')],
    ['aws.region: is not an AWS region', (c) => (c.aws.region = 'Ireland')],
    ['aws.region: is not an AWS region', (c) => (c.aws.region = 'eu-wst-1')],
    ['aws.region: is missing', (c) => delete c.aws.region],
    ['mode: is neither live nor test', (c) => (c.mode = 'prod')],
    ['masivo.account: is missing', (c) => delete c.masivo.account],
    ['masivo.baseUrl: has to begin with https://', (c) => (c.masivo.baseUrl = 'http://masivo.example')],
    [
      'masivo.baseUrl: ends with a slash, which its paths bring themselves',
      (c) => (c.masivo.baseUrl = 'https://masivo.example/'),
    ],
    ...['https://masivo.example/v1?key=1', 'https://masivo.example/v1#top'].map(
      (url): Mistake => [
        'masivo.baseUrl: has a ? or #, behind which its paths would go',
        (c) => (c.masivo.baseUrl = url),
      ],
    ),
    ['masivo.rateLimit.perSecond: is less than 1', (c) => (c.masivo.rateLimit = { perSecond: 0 })],
    ['stores: names no store', (c) => (c.stores = {})],
    [
      `stores.shopfy: is not a source; there are ${[...sources.keys()].join(' and ')}`,
      (c) => (c.stores.shopfy = {}),
    ],
    [
      'stores.shopify.Main: a store is named with lower-case letters, digits and dashes, 40 at most',
      (c) => (c.stores.shopify.Main = { vendorAccount: 'x.myshopify.com' }),
    ],
    [
      'stores.shopify.default.vendorAccount: is missing',
      (c) => delete c.stores.shopify.default.vendorAccount,
    ],
    [
      'stores.shopify.default.vendorAccount: is not like name.myshopify.com',
      (c) => (c.stores.shopify.default.vendorAccount = 'any'),
    ],
    [
      'stores.stripe.default.vendorAccount: is not like acct_…',
      (c) => (c.stores.stripe = { default: { vendorAccount: 'any' } }),
    ],
    ['stores.shopify.default.colour: is not a setting', (c) => (c.stores.shopify.default.colour = 'red')],
    [
      'stores.shopify.default.signupsSince: is not a time such as 2026-12-01T08:00:00Z',
      (c) => (c.stores.shopify.default.signupsSince = 'yesterday'),
    ],
    [
      'stores.shopify.default.mapping.tierId: is not a UUID',
      (c) => (c.stores.shopify.default.mapping = { tierId: 'gold' }),
    ],
    [
      'ledgerRestoredAt: is not a time such as 2026-12-01T08:00:00Z',
      (c) => (c.ledgerRestoredAt = 'yesterday'),
    ],
    ['ingress.burst: is less than 1', (c) => (c.ingress = { burst: 0 })],
    ['delivery.concurrency: is less than 2', (c) => (c.delivery = { concurrency: 1 })],
    [
      'delivery.reservedConcurrency: is less than the 10 batches at a time, so some would be throttled',
      (c) => (c.delivery = { concurrency: 10, reservedConcurrency: 5 }),
    ],
    ['retention.recoveryDays: is more than 35', (c) => (c.retention = { recoveryDays: 36 })],
    ['retention.deliveriesDays: is less than 15', (c) => (c.retention = { deliveriesDays: 7 })],
    ['alarms.email: is not an e-mail address', (c) => (c.alarms.email = 'ops')],
    ...['sqs:eu-west-1:111111111111:x', 'sns:eu-west-1:1:x', 'sns:eu-west-1:111111111111:x.fifo'].map(
      (rest): Mistake => [
        'alarms.page: is not the ARN of an SNS topic (a standard one)',
        (c) => (c.alarms.page = `arn:aws:${rest}`),
      ],
    ),
    ...['https://hooks.acme.example', 'hooks', 'Hooks.acme.example', 'hooks.acme.example/x'].map(
      (name): Mistake => [
        'ingress.domain.name: is not a host name like hooks.acme.example, in lower case and without https://',
        (c) =>
          (c.ingress = {
            domain: { ...domainWith([pathKeys[0]]), name },
          }),
      ],
    ),
    ...[['hooks'], [pathKeys[0].slice(1)], [pathKeys[0].toUpperCase()]].map(
      (keys): Mistake => [
        'ingress.domain.pathKeys.0: is no key of 32 to 64 hexadecimal digits: make one with `openssl rand -hex 16`',
        (c) => (c.ingress = { domain: domainWith(keys) }),
      ],
    ),
    [
      'ingress.domain.pathKeys.0: has too few different digits to be random: make one with `openssl rand -hex 16`',
      (c) => (c.ingress = { domain: domainWith(['01'.repeat(16)]) }),
    ],
    [
      'ingress.domain.pathKeys: are more than two: the new one, and the old one beside it',
      (c) => (c.ingress = { domain: domainWith([...pathKeys, '0f1e2d3c4b5a69788796a5b4c3d2e1f0']) }),
    ],
    [
      'ingress.domain.pathKeys: are the same',
      (c) => (c.ingress = { domain: domainWith([pathKeys[0], pathKeys[0]]) }),
    ],
    ['ingress.domain.pathKeys: is missing', (c) => (c.ingress = { domain: domainWith(undefined) })],
    ...['arn:aws:iam::111111111111:role/x', 'Team Boundary', ''].map(
      (policy): Mistake => [
        'platform.permissionsBoundary: is neither the name of an IAM policy nor its ARN',
        (c) => (c.platform = { permissionsBoundary: policy }),
      ],
    ),
    [
      'platform.tags.aws:team: a name that begins with aws: is for AWS alone',
      (c) => (c.platform = { tags: { 'aws:team': 'loyalty' } }),
    ],
    [
      'platform.tags.team: has other characters than letters, digits, spaces and _.:/=+-@',
      (c) => (c.platform = { tags: { team: 'a;b' } }),
    ],
    ['platform.rolePath: begins and ends with a slash', (c) => (c.platform = { rolePath: 'team' })],
    ...['my-key', 'arn:aws:kms:eu-west-1:111111111111:alias/my-key'].map(
      (kmsKeyArn): Mistake => [
        'platform.kmsKeyArn: is not the ARN of a KMS key, which ends in :key/ and its id (an alias is not enough)',
        (c) => (c.platform = { kmsKeyArn }),
      ],
    ),
    ['sampleEvents: is none of off, new-registry, existing-registry', (c) => (c.sampleEvents = true)],
  ])('%s', (message, change) => {
    expect(wrong(change)).toContain(message);
  });

  test.each<[string, string | undefined, (config: Json) => void]>([
    ['stores.shopfy', 'shopify', (c) => (c.stores.shopfy = {})],
    ['stores.shopify.Main', 'main', (c) => (c.stores.shopify.Main = c.stores.shopify.default)],
    ['stores.shopify.default.signupSince', 'signupsSince', (c) => (c.stores.shopify.default.signupSince = 1)],
    ['alarm', 'alarms', (c) => (c.alarm = {})],
    ['mode', 'live', (c) => (c.mode = 'Live')],
    ['aws.account', "'111111111111'", (c) => (c.aws.account = 111111111111)],
    ['aws.region', 'eu-west-1', (c) => (c.aws.region = 'EU-WEST-1')],
    ['retention.recoveryDays', '7', (c) => (c.retention = { recoveryDays: '7' })],
    ['dashboard', 'true', (c) => (c.dashboard = 'true')],
    ['reconcile.everyMinute', 'everyMinutes', (c) => (c.reconcile = { everyMinute: 5 })],
    ['reconcile', 'off', (c) => (c.reconcile = 'of')],
    [
      'stores.shopify.default.mapping.brithDate',
      'birthDate',
      (c) => (c.stores.shopify.default.mapping = { brithDate: 'a.b' }),
    ],
    [
      'stores.shopify.default.mapping.extras.0',
      'phone',
      (c) => (c.stores.shopify.default.mapping = { extras: ['fone'] }),
    ],
    [
      'stores.shopify.default.consent.loyalty.punchcard_campains',
      'punchcard_campaigns',
      (c) => (c.stores.shopify.default.consent = { version: '1', loyalty: { punchcard_campains: true } }),
    ],
    ['stores.shopify.default.colour', undefined, (c) => (c.stores.shopify.default.colour = 'red')],
    ['stores.shopify.default.vendorAccount', undefined, (c) => delete c.stores.shopify.default.vendorAccount],
  ])('and says what was meant by %s: %s', (where, what, change) => {
    expect(meant(change)).toContainEqual([where, what]);
  });

  test('also when a field of the runtime settings is wrong in one of several stores', () => {
    const change = (c: Json) => {
      c.stores.stripe = { eu: { vendorAccount: 'acct_1', consent: { version: '1' } } };
    };
    expect(wrong(change)).toEqual([expect.stringMatching(/^stores\.stripe\.eu\.consent/)]);
  });

  test('of the deployment’s and of the functions’ settings at once', () => {
    const change = (c: Json) => {
      c.mode = 'x';
      c.masivo.rateLimit = { perSecond: 0 };
      c.stores.shopify.default.creates = 'no';
    };
    expect(wrong(change)).toEqual([
      'mode: is neither live nor test',
      'masivo.rateLimit.perSecond: is less than 1',
      'stores.shopify.default.creates: is neither true nor false',
    ]);
  });

  test('all at once, with the file', () => {
    const config = { ...smallest(), mode: 'x', aws: {} };
    expect(() => parseEnvironment('dev', config, 'infra/environments/dev.ts')).toThrow(
      /^infra\/environments\/dev\.ts cannot be deployed:\n {2}aws\.account: is missing\n {2}aws\.region: is missing\n {2}mode: /,
    );
  });

  test('two stores whose names differ by dashes only', () => {
    const change = (c: Json) => {
      c.stores.shopify = {
        'shop-1': { vendorAccount: 'a.myshopify.com' },
        shop1: { vendorAccount: 'b.myshopify.com' },
      };
    };
    expect(wrong(change)).toEqual(['stores.shopify.shop1: differs from shopify/shop-1 by dashes only']);
  });
});

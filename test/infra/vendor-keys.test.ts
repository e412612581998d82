import { environment, withVendorKeys } from './environments';
import type { Json } from './json';
import { found, type Synthesised, synthesise } from './support';

const stripe = (events: boolean) => ({ vendorAccount: 'acct_1Fake', events });
const built = (stores: Json, more: Json = {}) => synthesise(environment({ stores, ...more }));

const withKeys = synthesise(withVendorKeys());

const secretOf = ({ of }: Synthesised) =>
  of('AWS::SecretsManager::Secret').find(([id]) => id.includes('vendorkeys'));

test.each<[string, Json]>([
  ['no store has newer events', { stripe: { default: stripe(false) } }],
  [
    'the only newer events carry their customers',
    { shopify: { default: { vendorAccount: 'tests.myshopify.com', events: true } } },
  ],
])('where %s, there is no secret for keys, and deliver is told of none', (_, stores) => {
  const without = built(stores);
  expect(secretOf(without)).toBeUndefined();
  expect(JSON.stringify(without.template)).not.toContain('VENDOR_KEYS');
  expect(without.template.Outputs.SecretVendorKeys).toBeUndefined();
});

describe('where deliver reads at a vendor', () => {
  const [id = '', secret] = secretOf(withKeys) ?? [];

  test('there is a secret, which says what belongs in it', () => {
    expect(secret?.Properties.Description).toContain('Put in {"stripe/default":"..."}: a restricted key');
    expect(secret?.Properties.GenerateSecretString).toBeUndefined();
    expect(withKeys.template.Outputs.SecretVendorKeys?.Value).toEqual({ Ref: id });
  });

  test('deliver and administrators may read it, and nobody else', () => {
    const readers = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::Lambda::Function']
      .flatMap((type) => withKeys.of(type))
      .filter(([, resource]) => JSON.stringify(resource).includes(`"${id}"`))
      .map(([reader]) => reader.replace(/[0-9A-F]{8}$/, ''));
    expect(readers.sort()).toEqual(['FunctionsDeliverFunction', 'FunctionsDeliverRole', 'PeopleAdmin']);
    expect(found(withKeys, 'AWS::Lambda::Function', 'Deliver').Environment.Variables).toMatchObject({
      VENDOR_KEYS_SECRET_ID: { Ref: id },
    });
  });

  test('it is asked at its own address, whatever a local run does', () => {
    const settings = withKeys.settings(found(withKeys, 'AWS::Lambda::Function', 'Deliver').id);
    expect(settings).not.toHaveProperty('vendorBaseUrls');
    expect(settings.stores).toMatchObject([{ events: true }, { events: true }, { events: false }]);
    const own = { vendorBaseUrls: { stripe: 'https://elsewhere.example.com' } } as Json;
    expect(() => environment(own)).toThrow('vendorBaseUrls');
  });

  test('there is an alarm for a key that is refused or missing', () => {
    const { of } = built({ stripe: { default: stripe(true) } }, { alarms: { all: true } });
    const [alarm] = of('AWS::CloudWatch::Alarm').filter(([, { Properties }]) =>
      Properties.AlarmName.endsWith('vendor-refuses-key'),
    );
    expect(alarm?.[1].Properties).toMatchObject({
      MetricName: 'VendorKeyErrors',
      Dimensions: [{ Name: 'environment', Value: 'dev' }],
      Threshold: 1,
    });
  });
});

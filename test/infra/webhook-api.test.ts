import { environment, example, pathKeys } from './environments';
import type { Json } from './json';
import { found, synthesise } from './support';

const subject = example('prod');
const prod = synthesise(subject);
const ofWebhooks = (built: typeof prod, type: string) =>
  built.of(type).filter(([id]) => id.startsWith('WebhookApi'));
const stage = found(prod, 'AWS::ApiGatewayV2::Stage', 'WebhookApi');

const routeKeys = (built: typeof prod): string[] =>
  ofWebhooks(built, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey);

test('each store has a route, and nothing catches the rest: that costs no call of ours', () => {
  expect(routeKeys(prod)).toEqual(['POST /webhooks/shopify', 'POST /webhooks/stripe']);
});

test('receive gets the bytes as they came, in the form it reads', () => {
  expect(found(prod, 'AWS::ApiGatewayV2::Integration', 'WebhookApi')).toMatchObject({
    IntegrationType: 'AWS_PROXY',
    PayloadFormatVersion: '2.0',
  });
});

test('each store has a limit of its own, so that one that is flooded does not silence another', () => {
  const own = { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 1000 };
  expect(stage.RouteSettings).toEqual({ 'POST /webhooks/shopify': own, 'POST /webhooks/stripe': own });
  expect(Object.keys(stage.RouteSettings)).toEqual(routeKeys(prod));
  expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 10 });
});

test('a stage waits for the routes that it has settings of', () => {
  const [[, stageItself] = []] = ofWebhooks(prod, 'AWS::ApiGatewayV2::Stage');
  const routes = ofWebhooks(prod, 'AWS::ApiGatewayV2::Route').map(([id]) => id);
  expect([...(stageItself?.DependsOn ?? [])].sort()).toEqual(routes.sort());
});

test('the access log holds neither body nor query string nor header', () => {
  const line = JSON.parse(stage.AccessLogSettings.Format) as Record<string, string>;
  expect(line.environment).toBe('prod');
  expect(Object.values(line).filter((value) => value.startsWith('$'))).toEqual([
    '$context.requestId',
    '$context.identity.sourceIp',
    '$context.httpMethod',
    '$context.path',
    '$context.status',
    '$context.responseLatency',
    '$context.integrationStatus',
    '$context.integrationErrorMessage',
  ]);
});

test("429s are counted from it, because the gateway's own 4xx counts strangers too", () => {
  const [, { Properties }] = prod.only('AWS::Logs::MetricFilter');
  expect(Properties).toMatchObject({
    FilterPattern: '{ $.status = "429" }',
    MetricTransformations: [
      {
        MetricName: 'WebhooksThrottled',
        MetricNamespace: 'MasivoBridge',
        Dimensions: [{ Key: 'environment', Value: '$.environment' }],
      },
    ],
  });
});

test('the outputs tell each store its address, and no value of a secret', () => {
  const { Outputs } = prod.template;
  expect(JSON.stringify(Outputs.WebhookShopifyDefault?.Value)).toMatch(/ApiEndpoint.*"\/webhooks\/shopify"/);
  expect(Object.keys(Outputs)).toEqual([
    'WebhookShopifyDefault',
    'WebhookStripeDefault',
    'SecretWebhooks',
    'SecretMasivo',
    'SecretEmailIndex',
    'SecretReconcileKeys',
    'SecretAdmin',
    'QueueUrl',
    'DeadLetterQueueUrl',
    'LedgerTable',
    'OperateUrl',
    'ReceiveFunction',
    'DeliverFunction',
    'OperateFunction',
    'ReconcileFunction',
    'ReceiveLogs',
    'DeliverLogs',
    'OperateLogs',
    'OperateAccessLogs',
    'ReconcileLogs',
    'AccessLogs',
    'AlarmTopic',
    'ReadOnlyPolicy',
    'OperatorPolicy',
    'AdminPolicy',
    'MigrationPolicy',
    'CensusPolicy',
  ]);
});

describe('a domain', () => {
  const certificateArn = 'arn:aws:acm:eu-west-1:111111111111:certificate/1';
  const withDomain = (more: object = {}) =>
    synthesise(
      environment({
        ingress: { domain: { name: 'hooks.acme.example', certificateArn, pathKeys: [pathKeys[0]], ...more } },
        stores: { shopify: { eu: { vendorAccount: 'eu.myshopify.com' } } },
      }),
    );
  const built = withDomain();
  const mappings = (of: typeof built) =>
    of.of('AWS::ApiGatewayV2::ApiMapping').map(([id, { Properties }]) => [Properties.ApiMappingKey, id]);

  test('stands beside the address of the gateway', () => {
    const [, { Properties }] = built.only('AWS::ApiGatewayV2::DomainName');
    expect(Properties.DomainName).toBe('hooks.acme.example');
    expect(Properties.DomainNameConfigurations).toEqual([
      expect.objectContaining({ CertificateArn: certificateArn, EndpointType: 'REGIONAL' }),
    ]);
    expect(found(built, 'AWS::ApiGatewayV2::Api', 'WebhookApi')).not.toHaveProperty(
      'DisableExecuteApiEndpoint',
    );
    expect(built.template.Outputs.WebhookShopifyEu?.Value).toBe(
      `https://hooks.acme.example/${pathKeys[0]}/webhooks/shopify/eu`,
    );
    expect(built.template.Outputs).toHaveProperty('DomainTarget');
    expect(JSON.stringify(built.template.Outputs.GatewayAddress?.Value)).toContain('.execute-api.eu-west-1.');
  });

  test('takes no path without its key', () => {
    expect(mappings(built).map(([key]) => key)).toEqual([pathKeys[0]]);
  });

  test('has the new and the old key side by side, and a rotation changes no mapping', () => {
    const both = withDomain({ pathKeys: [pathKeys[1], pathKeys[0]] });
    const after = withDomain({ pathKeys: [pathKeys[1]] });
    expect(mappings(both)).toEqual(expect.arrayContaining([...mappings(built), ...mappings(after)]));
    expect(mappings(both)).toHaveLength(2);
    expect(both.template.Outputs.WebhookShopifyEu?.Value).toContain(`/${pathKeys[1]}/webhooks/`);
    expect(routeKeys(both)).toEqual(routeKeys(built));
  });

  test('is the only address once every store is said to have moved, and tells the old one still', () => {
    const closed = withDomain({ closeGatewayAddress: { movedStores: ['shopify/eu'] } });
    expect(found(closed, 'AWS::ApiGatewayV2::Api', 'WebhookApi').DisableExecuteApiEndpoint).toBe(true);
    expect(JSON.stringify(closed.template.Outputs.GatewayAddress?.Value)).toContain(
      '.execute-api.eu-west-1.',
    );
  });
});

describe('sample events', () => {
  const schema = (sampleEvents: 'off' | 'new-registry' | 'existing-registry') =>
    synthesise(environment({ sampleEvents }));

  test('are off by default, and in the live example', () => {
    for (const built of [prod, schema('off')]) {
      expect(Object.values(built.template.Resources).some(({ Type }) => Type.includes('EventSchemas'))).toBe(
        false,
      );
    }
  });

  test('are where the Lambda console looks for those of deliver', () => {
    const built = schema('new-registry');
    const [, { Properties, DependsOn }] = built.only('AWS::EventSchemas::Schema');
    const [registry] = built.only('AWS::EventSchemas::Registry');
    expect(DependsOn).toEqual([registry]);
    expect(Properties).toMatchObject({ RegistryName: 'lambda-testevent-schemas', Type: 'OpenApi3' });
    expect(JSON.stringify(Properties.SchemaName)).toMatch(/"_",\{"Ref":"FunctionsDeliver.*"-schema"/);
    const content = JSON.parse(Properties.Content) as Json;
    expect(Object.keys(content.components.examples)).toEqual(['shopify-signup']);
  });

  test('use the registry that the account has already', () => {
    const built = schema('existing-registry');
    expect(built.of('AWS::EventSchemas::Registry')).toEqual([]);
    expect(built.of('AWS::EventSchemas::Schema')).toHaveLength(1);
  });
});

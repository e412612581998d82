import { Buffer } from 'node:buffer';
import { environment, pathKeys } from './environments';
import { resolver } from './resolve';
import { found, synthesise } from './support';

describe('forty stores', () => {
  const names = Array.from(
    { length: 40 },
    (_, index) => `acme-fashion-outlet-${String(index).padStart(2, '0')}`,
  );
  const forty = (storeNames: readonly string[]) =>
    environment({
      stores: {
        shopify: Object.fromEntries(
          storeNames.map((name) => [name, { vendorAccount: `${name}.myshopify.com` }]),
        ),
      },
      platform: { clientPrefix: 'acme-fashion-group' },
      ingress: {
        domain: {
          name: 'hooks.acme.example',
          certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1',
          pathKeys: [...pathKeys],
        },
      },
      alarms: { all: true },
    });
  const config = forty(names);
  const built = synthesise(config);
  const resolved = resolver(built.template, config);

  test("fit Lambda's environment of 4 KB", () => {
    const variables = resolved(found(built, 'AWS::Lambda::Function', 'Receive').Environment.Variables);
    const bytes = Object.entries(variables).reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
      0,
    );
    expect(bytes).toBeLessThan(4096);
  });

  test('fit the 10,240 characters of a role and the 6,144 of a managed policy', () => {
    const { Policies } = found(built, 'AWS::IAM::Role', 'Receive');
    expect(JSON.stringify(resolved(Policies[0].PolicyDocument)).length).toBeLessThan(10_240);
    for (const part of ['ReadOnly', 'Operator', 'Admin']) {
      const { PolicyDocument } = found(built, 'AWS::IAM::ManagedPolicy', part);
      expect(JSON.stringify(resolved(PolicyDocument)).length).toBeLessThan(6144);
    }
  });

  test('have a route each, of the 300 of an API, under both keys of a domain, and one permission in all', () => {
    const routes = built.of('AWS::ApiGatewayV2::Route').filter(([id]) => id.startsWith('WebhookApi'));
    expect(routes).toHaveLength(40);
    expect(built.of('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(2);
    const ofWebhooks = (type: string) => built.of(type).filter(([id]) => id.startsWith('WebhookApi'));
    expect(ofWebhooks('AWS::ApiGatewayV2::Integration')).toHaveLength(1);
    expect(ofWebhooks('AWS::Lambda::Permission')).toHaveLength(1);
    const permission = found(built, 'AWS::Lambda::Permission', 'WebhookApi');
    expect(permission.Principal).toBe('apigateway.amazonaws.com');
    expect(JSON.stringify(permission.SourceArn)).toMatch(/\/\*\/\*"/);
  });

  test('fit the 500 resources and the 1,000,000 bytes of a template, alarms included', () => {
    expect(Object.keys(built.template.Resources).length).toBeLessThan(400);
    expect(Buffer.byteLength(JSON.stringify(built.template, null, 1))).toBeLessThan(800_000);
  });

  test('share four secrets, whose descriptions fit 2,048 characters', () => {
    const secrets = built.of('AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties);
    expect(secrets).toHaveLength(4);
    for (const { Description } of secrets) expect(Description.length).toBeLessThan(2048);
  });

  test('each have an address among the outputs, of which a stack may have 200', () => {
    const outputs = Object.values(built.template.Outputs).map(({ Description }) => Description);
    for (const name of names) {
      expect(outputs).toContain(`Where shopify/${name} sends its webhooks`);
    }
    expect(outputs.length).toBeLessThan(200);
  });
});

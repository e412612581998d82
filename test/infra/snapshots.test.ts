import { example, examples } from './environments';
import type { Json } from './json';
import { synthesise } from './support';

/** Hashes of assets change with every line of lambda/; what is deployed with them does not. */
const normalised = (template: Json) =>
  JSON.parse(JSON.stringify(template).replaceAll(/\b[0-9a-f]{64}\b/g, '(asset)'));

test('the example has three environments', () => {
  expect(examples().map(({ stackName }) => stackName)).toEqual([
    'masivo-bridge-dev',
    'masivo-bridge-prod',
    'masivo-bridge-staging',
  ]);
});

describe.each(['dev', 'staging', 'prod'])('%s', (name) => {
  const { template, findings } = synthesise(example(name));

  test('is the template that was looked at', () => {
    expect(normalised(template)).toMatchSnapshot();
  });

  test('leaves cdk-nag nothing to find', () => {
    expect(findings).toEqual([]);
  });

  test('needs no custom resource and no function but the two', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(2);
    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual(
      [],
    );
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { environment, example, root } from './environments';
import { synthesise } from './support';

const prod = synthesise(example('prod'));
const dev = synthesise(example('dev'));
const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000';
const withKey = synthesise(environment({ platform: { kmsKeyArn } }));

describe('the secrets', () => {
  const secrets = prod.of('AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties);

  test('are one for the stores’ webhooks, one for Masivo, one for the e-mail index, one for the vendors’ changes and one for the stores’ administration', () => {
    expect(secrets.map(({ Description }) => Description)).toEqual([
      expect.stringMatching(/\{"shopify\/default":\[.*,"stripe\/default":.* client secret.*whsec_/),
      expect.stringMatching(/Masivo account acme-prod\. Put in \{"apiKey"/),
      expect.stringMatching(/Never change it/),
      expect.stringMatching(/reconcile asks .*\{"shopify\/default":.*\{"stripe\/default":/),
      expect.stringMatching(/no function may read it/),
    ]);
  });

  test('have no value, except the key of the index, which nobody has to know', () => {
    expect(secrets.some((secret) => 'SecretString' in secret)).toBe(false);
    expect(secrets.filter((secret) => 'GenerateSecretString' in secret)).toEqual([secrets[2]]);
    expect(secrets[2].GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
  });

  test('show no value to the template either: it resolves none', () => {
    expect(JSON.stringify(prod.template)).not.toContain('{{resolve:');
  });

  test("use the company's key where there is one", () => {
    for (const [, { Properties }] of withKey.of('AWS::SecretsManager::Secret'))
      expect(Properties.KmsKeyId).toBe(kmsKeyArn);
  });
});

describe('the code', () => {
  test.each(['Receive', 'Deliver'])(
    'of %s is the bundle, with the settings of its environment beside it',
    (name) => {
      for (const stack of ['dev', 'prod'] as const) {
        const built = stack === 'dev' ? dev : prod;
        const [id] = built.of('AWS::Lambda::Function').find(([each]) => each.includes(name)) ?? ['?'];
        expect(built.settings(id)).toEqual(settingsFromConfig(example(stack)));
      }
    },
  );

  test('is built by the script of `npm run build`', () => {
    expect(readFileSync(join(root, 'infra/app.ts'), 'utf8')).toContain("from './build/bundles'");
    expect(readFileSync(join(root, 'infra/build/build.ts'), 'utf8')).toContain("from './bundles'");
  });
});

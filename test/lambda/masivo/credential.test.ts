import { credentialOf } from '../../../lambda/masivo/credential';

const uuid = '7b1f6f6e-5f3c-4f0a-9d77-0a4f6a4f7e11';

test.each<[string, string | undefined, ReturnType<typeof credentialOf>]>([
  ['an API key', `{"apiKey":"${uuid}"}`, { kind: 'apiKey', apiKey: uuid }],
  ['an API key that is no UUID', '{"apiKey":"fake key"}', { kind: 'apiKey', apiKey: 'fake key' }],
  ['an API key with spaces around', `\n{ "apiKey": " ${uuid} " }\n`, { kind: 'apiKey', apiKey: uuid }],
  ['a token', '{"token":"fake.jwt.x"}', { kind: 'token', token: 'fake.jwt.x' }],
  [
    'both: the API key, which does not expire',
    `{"token":"t","apiKey":"${uuid}"}`,
    { kind: 'apiKey', apiKey: uuid },
  ],
  ['an empty API key next to a token', '{"apiKey":"","token":"t"}', { kind: 'token', token: 't' }],
  ['a bare UUID', uuid, { kind: 'apiKey', apiKey: uuid }],
  [
    'a bare UUID in upper case, with a line end',
    `${uuid.toUpperCase()}\n`,
    { kind: 'apiKey', apiKey: uuid.toUpperCase() },
  ],
  ['any other bare text', ' fake.jwt.x ', { kind: 'token', token: 'fake.jwt.x' }],
  ['a UUID with more behind it', `${uuid}0`, { kind: 'token', token: `${uuid}0` }],
  ['nothing', undefined, undefined],
  ['an empty text', '', undefined],
  ['a blank', ' \n', undefined],
  ['an empty object', '{}', undefined],
  ['other members', '{"key":"x"}', undefined],
  ['an empty API key', '{"apiKey":" "}', undefined],
  ['a number', '{"apiKey":5}', undefined],
  ['broken JSON', '{"apiKey":"x"', undefined],
])('%s', (_, secret, credential) => {
  expect(credentialOf(secret)).toEqual(credential);
});

import { profileOf } from '../../../lambda/sources/profiles';
import { knownSecretsOf, localStores } from '../../../local/webhook-secrets';
import { leakIn } from '../../../trials/chaos/leaks';
import { tellStory } from '../../../trials/chaos/story';

const signed = (source: string) =>
  Object.values(
    profileOf(source).sign({ headers: {}, body: Buffer.from('{}') }, 'a secret', new Date(0)),
  ).join();

test.each([
  ['{"event":"attempt","reason":"Shopper 12 is unknown"}', 'a name'],
  ['{"event":"attempt","reason":"shopper.12@example.com is taken"}', 'an e-mail'],
  ['{"phone":"+15550000012"}', 'a phone number'],
  ['authorization: Bearer abc', 'a token'],
  ['{"token":"eyJhbGciOiJub25lIn0.e30."}', 'a token'],
  [`{"header":"${signed('shopify')}"}`, 'a signature'],
  [`{"header":"${signed('stripe')}"}`, 'a signature'],
  ...Object.values(knownSecretsOf(localStores))
    .flat()
    .map((secret) => [`{"secret":"${secret}"}`, 'a secret']),
])('%s tells %s', (line, kind) => {
  expect(leakIn(line ?? '')).toBe(kind);
});

test('what the functions log tells nothing', () => {
  const line =
    '{"event":"attempt","delivery":"2d7a3b674c0fb8263271391503ca37b1","source":"shopify","store":"default","outcome":"created","reason":null,"attempt":1,"ms":12,"environment":"local","Attempts":1,"MasivoMs":8,"_aws":{"Timestamp":1790000000000}}';
  expect(leakIn(line)).toBeUndefined();
});

test('every event of a story has something in it that would be found', () => {
  const bodies = tellStory(300, 1).sendings.map(({ body }) => body.toString());
  // What an operator does has none.
  for (const body of bodies.filter(Boolean)) expect(leakIn(body)).toBeDefined();
});

import { emailIndexKey } from '../../../lambda/secrets/email-index-key';

// Frozen: printf 'ana@example.com' | openssl dgst -sha256 -hmac fake-index-secret -binary | base64 (as base64url).
const frozen = 'NG1R8mFXDlgC7PQ_y74eAq9NEAy_xQ_eXtiJepVcy6Q';

test.each(['ana@example.com', ' Ana@Example.COM\n'])('%j has the key it always had', async (email) => {
  expect(await emailIndexKey(async () => 'fake-index-secret')(email)).toBe(frozen);
});

test('another e-mail or another secret is another key', async () => {
  const keys = await Promise.all([
    emailIndexKey(async () => 'fake-index-secret')('bob@example.com'),
    emailIndexKey(async () => 'another')('ana@example.com'),
    emailIndexKey(async () => 'fake-index-secret')('mi\u212Ae@example.com'),
    emailIndexKey(async () => 'fake-index-secret')('mike@example.com'),
  ]);
  expect(new Set([...keys, frozen]).size).toBe(5);
});

test.each([undefined, ''])('a secret of %j is no secret, and is looked for again', async (missing) => {
  const values = [missing, 'fake-index-secret'];
  const keyOf = emailIndexKey(async () => values.shift());
  await expect(keyOf('ana@example.com')).rejects.toThrow('The secret of the e-mail index has no value');
  expect(await keyOf('ana@example.com')).toBe(frozen);
});

test('the secret is read once', async () => {
  let reads = 0;
  const keyOf = emailIndexKey(async () => {
    reads += 1;
    return 'fake-index-secret';
  });
  await keyOf('ana@example.com');
  await keyOf('bob@example.com');
  expect(reads).toBe(1);
});

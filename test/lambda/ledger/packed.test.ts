import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { dictionary } from '../../../lambda/ledger/dictionary';
import { pack, unpack } from '../../../lambda/ledger/packed';
import { profiles } from '../../../lambda/sources/profiles';
import { sampleSignup } from '../../../local/send/sample-signup';

test('what was packed comes back as it was, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.uint8Array({ maxLength: 3000 }), (value, bytes) => {
      const unpacked = unpack(pack(value, bytes));
      expect(JSON.stringify(unpacked.value)).toBe(JSON.stringify(value));
      expect(Buffer.compare(unpacked.bytes, bytes)).toBe(0);
    }),
  );
});

test('the dictionary is the one that stored items were packed with', () => {
  // Never put another number here: add a second dictionary, with a new item version.
  expect(createHash('sha256').update(dictionary).digest('hex')).toBe(
    'cba98d23700e70af7a4791c2cd31bbf7c6e716a2edbb400f1b7bbd12a701619b',
  );
});

// The dictionary never changes, so a source that comes later is none of those whose bodies it was made of.
const isOfDictionary = (name: string) => dictionary.includes(`"source":"${name}"`);
const sizes = [...profiles].map(([name, profile]) => {
  const { body } = sampleSignup(profile, new Date('2026-12-01T10:00:00Z'));
  return { name, packed: pack(null, body).length, compressed: deflateRawSync(body).length };
});

test('the dictionary halves what compression alone makes of the bodies it was made of', () => {
  const halved = sizes.filter(({ packed, compressed }) => packed < compressed / 2).map(({ name }) => name);
  expect(halved).toEqual(expect.arrayContaining(['shopify', 'stripe']));
  expect(halved).toEqual(expect.arrayContaining([...profiles.keys()].filter(isOfDictionary)));
});

test.each(sizes)("it makes no more of $name's body than compression alone", ({ packed, compressed }) => {
  expect(packed).toBeLessThan(compressed);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['what no version of this code packed', Buffer.from('{"a":1}')],
  ['what was cut off', pack({ a: 'b' }).subarray(0, 3)],
])('refuses %s', (_, bytes) => {
  expect(() => unpack(bytes)).toThrow();
});

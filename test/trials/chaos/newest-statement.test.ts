import { allowsMarketing } from '../../../trials/chaos/newest-statement';
import { began, type Choice, type Shopper } from '../../../trials/chaos/shopper';

/** Whom the judge takes for marketable. */
const at = (second: number) => began / 1000 + second;
const chose = (second: number, granted: boolean | undefined, more: Partial<Choice> = {}): Choice => ({
  about: 'e-mail',
  state: 'any',
  granted,
  chosenAt: at(second),
  noticedAt: at(second) * 1000,
  ...more,
});

function allows(
  source: 'shopify' | 'stripe',
  words: readonly (boolean | undefined)[],
  choices: readonly Choice[] = [],
  versions: readonly number[] = [...words.keys()],
): boolean {
  const shopper: Shopper = {
    source,
    store: 'default',
    id: '1',
    versions: words.map((word, index) => ({
      second: at(10 * index),
      name: 'Any',
      email: null,
      word,
      phone: null,
      birthDate: null,
    })),
    choices,
    twin: undefined,
    hasTie: false,
  };
  return allowsMarketing(shopper, versions, [...choices.keys()]);
}

test.each<[string, readonly Choice[], boolean]>([
  ['nothing', [], false],
  ['a yes', [chose(1, true)], true],
  ['a no after a yes', [chose(1, true), chose(2, false)], false],
  ['an old yes that comes late', [chose(2, false), chose(1, true, { noticedAt: at(30) * 1000 })], false],
  ['one that says nothing after a yes', [chose(1, true), chose(2, undefined)], true],
  [
    'of one moment, the one that was noticed last',
    [chose(1, false), chose(1, true, { noticedAt: at(2) * 1000 })],
    true,
  ],
  ['of one moment throughout, the no', [chose(1, true), chose(1, false)], false],
  [
    'one without a date, as of its event',
    [chose(1, true, { chosenAt: null, noticedAt: at(9) * 1000 }), chose(5, false)],
    true,
  ],
  [
    'a default that was noticed before the yes of before it',
    [
      chose(1, true, { noticedAt: at(9) * 1000 }),
      chose(5, false, { chosenAt: null, noticedAt: at(5) * 1000 }),
    ],
    true,
  ],
  [
    'a yes without a date, and an older no that was noticed after it',
    [
      chose(1, false, { noticedAt: at(9) * 1000 }),
      chose(4, true),
      chose(8, true, { chosenAt: null, noticedAt: at(8) * 1000 }),
    ],
    true,
  ],
  [
    'of one moment with and without a date, the no',
    [chose(1, true), chose(1, false, { chosenAt: null })],
    false,
  ],
])('a shopper of Shopify with %s', (_, choices, expected) => {
  expect(allows('shopify', [undefined, undefined], choices)).toBe(expected);
});

test.each<[string, readonly (boolean | undefined)[], readonly Choice[], boolean]>([
  ['a key that is removed', [true, undefined], [], false],
  ['a key that is removed after Checkout', [true, undefined], [chose(5, true)], true],
  ['a yes in Checkout before a yes that is removed', [undefined, true, undefined], [chose(5, true)], false],
  ['a no in Checkout after a yes that metadata repeats', [true, true], [chose(5, false)], false],
  ['a yes in Checkout after a no that metadata repeats', [false, false], [chose(5, true)], true],
  ['a no in metadata after a yes in Checkout', [true, false], [chose(5, true)], false],
])('a customer of Stripe with %s', (_, words, choices, expected) => {
  expect(allows('stripe', words, choices)).toBe(expected);
});

test('what was not acknowledged does not count', () => {
  expect(allows('stripe', [true, false], [], [0])).toBe(true);
});

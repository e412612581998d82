import { pauseChange } from '../../../../operator/console/page/header/pause-change';

const stores = ['shopify/default', 'shopify/second', 'stripe/default'];
const [first, second, third] = ['shopify/default', 'shopify/second', 'stripe/default'];

test.each<[before: string[], ticked: string[], pause: string[], resume: string[]]>([
  [[], [first], [first], []],
  [[], ['*', first], ['*'], []],
  [[first], [first], [], []],
  [[first], [first, third], [third], []],
  [[first, third], [third], [], [first]],
  [[first], [third], [third], [first]],
  [[first], [first, '*'], ['*'], []],
  [['*'], ['*'], [], []],
  [['*'], ['*', first], [], []],
  // All but one of them.
  [['*'], [first, third], [], [second]],
])('from %j to %j: pause %j, resume %j', (before, ticked, pause, resume) => {
  expect(pauseChange(before, ticked, stores)).toEqual({ pause, resume });
});

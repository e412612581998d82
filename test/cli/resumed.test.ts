import { linesOfResume } from '../../cli/commands/pause';

test.each([
  [
    'a store',
    { paused: ['stripe/default'], changed: ['shopify/default'] },
    ['Still paused: stripe/default. What waited is delivered within 1 s.'],
  ],
  [
    'one that was not paused',
    { paused: [], changed: [] },
    ['shopify/default was not paused.', 'Nothing is paused.'],
  ],
  [
    'one that is being erased',
    { paused: ['shopify/default'], changed: [] },
    ['shopify/default stays paused until its erasure is over.', 'Still paused: shopify/default.'],
  ],
])('what a resume tells of %s', (_, result, lines) => {
  expect(linesOfResume('shopify/default', result, '1 s')).toEqual(lines);
});

import { nextTryText } from '../../../operator/core/text/next-try';

const now = new Date('2026-11-27T12:00:00Z');

test.each([
  ['2026-11-27T12:02:05Z', /^in 2 min 5 s; later while /],
  ['2026-11-27T12:00:00Z', /^was due 0 ms ago: it waits /],
  ['2026-11-27T11:00:00Z', /^was due 1 h ago: it waits .*the function deliver does not run$/],
])('a try at %s', (at, text) => {
  expect(nextTryText(at, now)).toMatch(text);
});

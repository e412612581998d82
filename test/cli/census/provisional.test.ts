import { provisionalLines, provisionalReasons } from '../../../cli/census/provisional';
import type { Overview } from '../../../operator/core/answers/overview';

/** When a census says that its result is provisional. */
type Standing = Pick<Overview, 'paused' | 'circuit' | 'vendorCircuits'>;
const store = { source: 'shopify', store: 'default' };
const open = (why: 'down' | 'denied') => ({ why, until: Date.parse('2026-11-24T12:00:00Z'), level: 1 });
const closed = { paused: [], circuit: undefined };
const ending = 'Signups that wait on the queue are counted as missing: the result is provisional.';

test.each<[string, Standing, readonly string[], string]>([
  ['the store', { ...closed, paused: ['shopify/default'] }, ['paused'], 'The store is paused.'],
  ['all stores', { ...closed, paused: ['shopify/default', '*'] }, ['paused'], 'All stores are paused.'],
  [
    'the circuit of Masivo',
    { ...closed, circuit: open('down') },
    ['circuit-open'],
    'The circuit breaker of Masivo is open (down).',
  ],
  [
    "the vendor's circuit",
    { ...closed, vendorCircuits: { 'shopify/default': open('denied') } },
    ['vendor-circuit-open'],
    "The circuit breaker of the store's vendor is open (denied).",
  ],
  [
    'a pause and a circuit',
    { paused: ['shopify/default'], circuit: open('down') },
    ['paused', 'circuit-open'],
    'The store is paused. The circuit breaker of Masivo is open (down).',
  ],
])('%s keeps signups waiting', (_, standing, kinds, line) => {
  const reasons = provisionalReasons(standing, store);
  expect(reasons.map(({ kind }) => kind)).toEqual(kinds);
  expect(provisionalLines(reasons)).toEqual([`${line} ${ending}`, '']);
});

test.each<[string, Standing]>([
  ['nothing is paused or open', closed],
  ['another store is paused', { ...closed, paused: ['shopify/other', 'stripe/default'] }],
  ["another store's vendor is not asked", { ...closed, vendorCircuits: { 'stripe/default': open('down') } }],
])('where %s, nothing is said', (_, standing) => {
  const reasons = provisionalReasons(standing, store);
  expect(reasons).toEqual([]);
  expect(provisionalLines(reasons)).toEqual([]);
});

import type { Customer, Spec, Step, Version } from '../../../trials/simulation/spec';
import { kindsIn, shopper, sound, version } from './support';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Later than any item of whom Masivo lacks, and gone from DynamoDB by then. */
const months = 100 * dayMs;

const customer = (id: string, ...versions: readonly Partial<Version>[]): Customer => ({
  ...shopper,
  id,
  versions: versions.map((one) => ({ ...version, statement: undefined, ...one })),
});
const hook = (of: number, place: number, atMs: number, more: { readonly silent?: true } = {}): Step => ({
  do: 'webhook',
  customer: of,
  version: place,
  atMs,
  ...more,
});
const story = (customers: readonly Customer[], steps: readonly Step[]): Spec => ({
  ...sound,
  customers,
  steps,
});

/** Nobody remembers what ended before a customer was forgotten. What came late out of the DLQ still counts. */
describe('one who was forgotten', () => {
  const moved = { email: 'moved.0@example.com', atMs: months };
  const taken: Step = { do: 'foreign', id: 'elsewhere-1', email: 'shopper.0@example.com', atMs: 0 };

  test('has the fields of an older event that is redriven', async () => {
    const refused = story(
      [customer('1', {}, moved)],
      [taken, hook(0, 0, minuteMs), hook(0, 1, months + minuteMs, { silent: true })],
    );
    expect(await kindsIn(refused)).toEqual([]);
  });

  test('is linked by an e-mail that only a redriven event has', async () => {
    const paused = story(
      [customer('1', { atMs: months }), customer('2', { email: null }, { atMs: 2 * minuteMs })],
      [
        hook(1, 0, minuteMs),
        { do: 'pause', store: '*', atMs: 2 * minuteMs },
        hook(1, 1, 3 * minuteMs),
        hook(0, 0, months + minuteMs),
      ],
    );
    expect(await kindsIn(paused)).toEqual([]);
  });

  test('lacks what ended before', async () => {
    const waiting = story(
      [customer('1', { email: null }, moved)],
      [hook(0, 0, minuteMs), hook(0, 1, months + minuteMs, { silent: true })],
    );
    expect(await kindsIn(waiting)).toEqual([]);
  });
});

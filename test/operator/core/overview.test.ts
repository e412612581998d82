import { startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const hour = 3600_000;

test('of an environment where nothing has come yet', async () => {
  const { operator } = aws.environmentOf('empty');
  const { hours, ...rest } = await operator.overview();
  expect(rest).toEqual({
    atLeast: false,
    undecided: { held: 0, gone: 0, atLeast: false },
    oldestWaiting: null,
    queue: { waiting: 0, inFlight: 0 },
    deadLetters: 0,
    circuit: undefined,
    paused: [],
  });
  expect(hours).toHaveLength(24);
  expect(hours[0]).toEqual({ from: '2026-11-19T13:00:00.000Z', counts: {} });
  expect(hours[23]).toEqual({ from: '2026-11-20T12:00:00.000Z', counts: {} });
});

test('counts the last day by hour and outcome, and knows who waits longest', async () => {
  const { operator, put, clock } = aws.environmentOf('busy');
  const ago = (hours: number) => new Date(clock.now().getTime() - hours * hour);
  await put({ outcome: 'created' });
  await put({ outcome: 'created', receivedAt: ago(0.5) });
  await put({ outcome: 'exists', receivedAt: ago(0.4) });
  await put({ outcome: 'created', receivedAt: ago(0.51) });
  await put({ outcome: 'retry', receivedAt: ago(2) });
  await put({ outcome: 'created', receivedAt: new Date('2026-11-19T13:00:00.000Z') });
  await put({ outcome: 'created', receivedAt: new Date('2026-11-19T12:59:59.999Z') });
  const oldest = await put({ outcome: 'retry', receivedAt: ago(30) });
  const { hours, oldestWaiting, atLeast } = await operator.overview();
  expect(hours.map(({ counts }) => counts).filter((counts) => Object.keys(counts).length > 0)).toEqual([
    { created: 1 },
    { retry: 1 },
    { created: 1 },
    { created: 2, exists: 1 },
  ]);
  expect(oldestWaiting).toEqual({ id: oldest.id, receivedAt: oldest.receivedAt });
  expect(atLeast).toBe(false);
});

test('tells of the way to Masivo, and of the pause, whose use is written down', async () => {
  const { operator, items, clock } = aws.environmentOf('shared');
  const circuit = { why: 'down', until: clock.now().getTime() + 1000, level: 2 } as const;
  await items.setCircuit(circuit, undefined);
  await operator.pause(['shopify/default', 'stripe/default']);
  expect(await operator.overview()).toMatchObject({ circuit, paused: ['shopify/default', 'stripe/default'] });
  await operator.resume(['*']);
  expect(await operator.overview()).toMatchObject({ circuit, paused: [] });
  expect(await operator.actions(1)).toHaveLength(1);
});

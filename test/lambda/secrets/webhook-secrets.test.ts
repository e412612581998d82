import { systemClock } from '../../../lambda/clock';
import type { ReadSecret } from '../../../lambda/secrets/secret-values';
import { webhookSecretReader } from '../../../lambda/secrets/webhook-secrets';

const store = { source: 'shopify', store: 'default' };
const other = { source: 'stripe', store: 'default' };
const secretIds = { 'shopify/default': 'id-1', 'stripe/default': 'id-2' };
const { sleep } = systemClock;
const { signal } = new AbortController();

/** A reader over values that a test can change, with a clock to turn. */
function reader(values: Partial<Record<'AWSCURRENT' | 'AWSPREVIOUS', string>> = {}) {
  const stored: { [stage: string]: string | undefined } = { ...values };
  const reads: string[] = [];
  const state = { now: 0, broken: false, reads };
  const readSecret: ReadSecret = async (id, stage) => {
    state.reads.push(`${id} ${stage}`);
    if (state.broken) throw new Error('fake outage');
    return stored[stage];
  };
  const secrets = webhookSecretReader({ readSecret, secretIds, now: () => new Date(state.now), sleep });
  return { ...secrets, state, stored };
}
const minutes = (count: number) => count * 60_000;

describe('what is stored', () => {
  test.each<[string, string | undefined, string | undefined, string[]]>([
    ['a bare text', 'fake-a', undefined, ['fake-a']],
    ['a bare text with a line end, as pasted', ' fake-a\n', undefined, ['fake-a']],
    ['a list', '["fake-a","fake-b"]', undefined, ['fake-a', 'fake-b']],
    ['a list on several lines', '\n[\n  "fake-a"\n]\n', undefined, ['fake-a']],
    ['an empty list', '[]', undefined, []],
    ['an empty text', '', undefined, []],
    ['a blank', '  ', undefined, []],
    ['both versions', 'fake-a', 'fake-b', ['fake-a', 'fake-b']],
    ['both versions, lists', '["fake-a","fake-b"]', '["fake-c"]', ['fake-a', 'fake-b', 'fake-c']],
    ['the same secret in both', '["fake-a","fake-b"]', '["fake-b","fake-a"]', ['fake-a', 'fake-b']],
    ['a previous version that cannot be read as a list', 'fake-a', '["fake-b"', ['fake-a']],
    ["the AWS console's keys and values", '{"key":"fake-a","old":"fake-b"}', undefined, ['fake-a', 'fake-b']],
  ])('%s', async (_, current, previous, secrets) => {
    const { read } = reader({
      ...(current === undefined ? {} : { AWSCURRENT: current }),
      ...(previous === undefined ? {} : { AWSPREVIOUS: previous }),
    });
    expect(await read(store, signal)).toEqual({ kind: 'secrets', secrets });
  });

  test.each(['["fake-a"', '[fake-a]', '[1]', '[null]', '["fake-a",2]', '[["fake-a"]]'])(
    '%s is a list that cannot be read: unavailable, which is no empty list',
    async (current) => {
      expect(await reader({ AWSCURRENT: current }).read(store, signal)).toEqual({ kind: 'unavailable' });
    },
  );

  test.each([
    ['never filled', {}],
    ['without a current version', { AWSPREVIOUS: 'fake-b' }],
  ])('a secret %s is our lack: unavailable, so that the store sends again', async (_, stored) => {
    expect(await reader(stored).read(store, signal)).toEqual({ kind: 'unavailable' });
  });

  test.each([
    { source: 'shopify', store: 'unknown' },
    { source: '__proto__', store: 'x' },
    { source: 'constructor', store: '' },
  ])('a store without a secret id has none, and none is looked up: %j', async (name) => {
    const { read, state } = reader({ AWSCURRENT: 'fake-a' });
    expect(await read(name, signal)).toEqual({ kind: 'secrets', secrets: [] });
    expect(state.reads).toEqual([]);
  });

  test('both versions are asked for, of the one id, and each store has its own', async () => {
    const { read, state } = reader({ AWSCURRENT: 'fake-a' });
    await read(store, signal);
    await read(other, signal);
    expect(state.reads).toEqual([
      'id-1 AWSCURRENT',
      'id-1 AWSPREVIOUS',
      'id-2 AWSCURRENT',
      'id-2 AWSPREVIOUS',
    ]);
  });

  test('the signal of the request reaches the one who reads', async () => {
    const seen: unknown[] = [];
    const readSecret: ReadSecret = async (_id, _stage, given) => {
      seen.push(given);
      return 'fake-a';
    };
    await webhookSecretReader({ readSecret, secretIds, now: () => new Date(0), sleep }).read(store, signal);
    expect(seen).toEqual([signal, signal]);
  });
});

describe('how long it is remembered', () => {
  test.each([
    [minutes(5) - 1, 2, ['fake-a']],
    [minutes(5), 4, ['fake-b']],
  ])('after %d ms there were %d reads', async (ms, reads, secrets) => {
    const { read, state, stored } = reader({ AWSCURRENT: 'fake-a' });
    await read(store, signal);
    stored.AWSCURRENT = 'fake-b';
    state.now += ms;
    expect(await read(store, signal)).toEqual({ kind: 'secrets', secrets });
    expect(state.reads).toHaveLength(reads);
  });

  test.each([
    [minutes(1) - 1, undefined],
    [minutes(1), { kind: 'secrets', secrets: ['fake-b'] }],
  ])('a second look is had at once, a third %d ms later', async (ms, seen) => {
    const { read, reread, state, stored } = reader({ AWSCURRENT: 'fake-a' });
    await read(store, signal);
    expect(await reread(store, signal)).toEqual({ kind: 'secrets', secrets: ['fake-a'] });
    stored.AWSCURRENT = 'fake-b';
    state.now += ms;
    expect(await reread(store, signal)).toEqual(seen);
  });

  test('what the second look saw is remembered, and holds off the third', async () => {
    const { read, reread, state, stored } = reader({ AWSCURRENT: 'fake-a' });
    await read(store, signal);
    stored.AWSCURRENT = 'fake-b';
    state.now += minutes(2);
    await reread(store, signal);
    expect(await reread(store, signal)).toBeUndefined();
    state.now += minutes(5) - 1;
    expect(await read(store, signal)).toEqual({ kind: 'secrets', secrets: ['fake-b'] });
    expect(state.reads).toHaveLength(4);
  });

  test("one store's second look holds off no other's", async () => {
    const { read, reread, state } = reader({ AWSCURRENT: 'fake-a' });
    await Promise.all([read(store, signal), read(other, signal)]);
    state.now += minutes(2);
    expect(await reread(store, signal)).toBeDefined();
    expect(await reread(other, signal)).toBeDefined();
  });

  test('a failed read is not remembered', async () => {
    const { read, state } = reader({ AWSCURRENT: 'fake-a' });
    state.broken = true;
    await expect(read(store, signal)).rejects.toThrow('fake outage');
    state.broken = false;
    expect(await read(store, signal)).toEqual({ kind: 'secrets', secrets: ['fake-a'] });
  });

  test('a list that cannot be read is not remembered', async () => {
    const { read, stored } = reader({ AWSCURRENT: '[' });
    expect(await read(store, signal)).toEqual({ kind: 'unavailable' });
    stored.AWSCURRENT = '["fake-a"]';
    expect(await read(store, signal)).toEqual({ kind: 'secrets', secrets: ['fake-a'] });
  });

  test.each<[string, (use: ReturnType<typeof reader>) => void]>([
    ['fails', ({ state }) => (state.broken = true)],
    ['finds a broken list', ({ stored }) => (stored.AWSCURRENT = '[')],
  ])('a second look that %s does not lose what was known', async (_, breaks) => {
    const use = reader({ AWSCURRENT: 'fake-a' });
    await use.read(store, signal);
    use.state.now += minutes(2);
    breaks(use);
    await use.reread(store, signal).catch(() => {});
    expect(await use.read(store, signal)).toEqual({ kind: 'secrets', secrets: ['fake-a'] });
    use.state.now += minutes(3);
    const late = await use.read(store, signal).catch(() => 'failed');
    expect(late).not.toEqual({ kind: 'secrets', secrets: ['fake-a'] });
  });

  test('fifty at once share one look', async () => {
    const { read, state } = reader({ AWSCURRENT: 'fake-a' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => read(store, signal)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(state.reads).toHaveLength(2);
  });

  test('fifty second looks at once are one', async () => {
    const { read, reread, state } = reader({ AWSCURRENT: 'fake-a' });
    await read(store, signal);
    state.now += minutes(2);
    const looks = await Promise.all(Array.from({ length: 50 }, () => reread(store, signal)));
    expect(looks.filter((look) => look !== undefined)).toHaveLength(1);
    expect(state.reads).toHaveLength(4);
  });
});

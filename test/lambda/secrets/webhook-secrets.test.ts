import { systemClock } from '../../../lambda/clock';
import type { ReadSecret } from '../../../lambda/secrets/secret-values';
import { webhookSecretReader } from '../../../lambda/secrets/webhook-secrets';

const store = { source: 'shopify', store: 'default' };
const other = { source: 'stripe', store: 'default' };
const secretId = 'webhooks-id';
const { sleep } = systemClock;
const { signal } = new AbortController();

/** What the secret holds; `text` where it is no object. */
interface Stored {
  text?: string | undefined;
  entries: Record<string, unknown>;
}

/** A reader over a value that a test can change, with a clock to turn. */
function reader(entries: Record<string, unknown> = {}, more: { text?: string | undefined } = {}) {
  const stored: Stored = { entries: { ...entries }, ...more };
  const reads: string[] = [];
  const state = { now: 0, broken: false, reads };
  const readSecret: ReadSecret = async (id) => {
    state.reads.push(id);
    if (state.broken) throw new Error('fake outage');
    return 'text' in stored ? stored.text : JSON.stringify(stored.entries);
  };
  const secrets = webhookSecretReader({ readSecret, secretId, now: () => new Date(state.now), sleep });
  return { ...secrets, state, stored };
}
const minutes = (count: number) => count * 60_000;
const mine = (entry: unknown) => ({ 'shopify/default': entry, 'stripe/default': ['whsec_fake'] });
const known = (...secrets: string[]) => ({ kind: 'secrets', secrets });
const unavailable = { kind: 'unavailable' };

describe('what is stored for a store', () => {
  test.each<[string, unknown, string[]]>([
    ["a text, as the AWS console's form stores it", 'fake-a', ['fake-a']],
    ['a text with a line end, as pasted', ' fake-a\n', ['fake-a']],
    ['a list', ['fake-a', 'fake-b'], ['fake-a', 'fake-b']],
    ['a list in a text', '["fake-a","fake-b"]', ['fake-a', 'fake-b']],
    ['a list in a text on several lines', '\n[\n  "fake-a"\n]\n', ['fake-a']],
    ['an empty list', [], []],
    ['an empty list in a text', '[]', []],
    ['an empty text', '', []],
    ['a blank', '  ', []],
  ])('%s', async (_, entry, secrets) => {
    expect(await reader(mine(entry)).read(store, signal)).toEqual({ kind: 'secrets', secrets });
  });

  test.each<[unknown]>([
    ['["fake-a"'],
    ['[fake-a]'],
    ['[1]'],
    ['["fake-a",2]'],
    ['{"key":"fake-a"}'],
    [1],
    [null],
    [true],
    [[null]],
    [['fake-a', 2]],
    [[['fake-a']]],
    [{ key: 'fake-a' }],
  ])('%j cannot be read: unavailable, which is no empty list, and no other store minds', async (entry) => {
    const { read } = reader(mine(entry));
    expect(await read(store, signal)).toEqual(unavailable);
    expect(await read(other, signal)).toEqual(known('whsec_fake'));
  });

  test.each([
    { source: 'shopify', store: 'unknown' },
    { source: '__proto__', store: 'x' },
    { source: 'constructor', store: '' },
  ])('nothing is our lack: unavailable, so that the store sends again: %j', async (name) => {
    expect(await reader(mine(['fake-a'])).read(name, signal)).toEqual(unavailable);
  });

  test('what Object itself has is no entry', async () => {
    const { read } = reader({}, { text: '{"__proto__":{"shopify/default":["fake-a"]}}' });
    expect(await read(store, signal)).toEqual(unavailable);
  });
});

test.each([
  undefined,
  '',
  '  ',
  'fake-a',
  '["fake-a"]',
  '"fake-a"',
  'null',
  '1',
  '{"shopify/default":"fake-a"',
])('a value of %j is no object: unavailable for all', async (text) => {
  const { read } = reader({}, { text });
  expect(await read(store, signal)).toEqual(unavailable);
  expect(await read(other, signal)).toEqual(unavailable);
});

test('one read is for all stores, and asks for the one secret', async () => {
  const { read, state } = reader(mine(['fake-a']));
  expect(await read(store, signal)).toEqual(known('fake-a'));
  expect(await read(other, signal)).toEqual(known('whsec_fake'));
  expect(state.reads).toEqual([secretId]);
});

test('the signal of the request reaches the one who reads', async () => {
  const seen: unknown[] = [];
  const readSecret: ReadSecret = async (_id, given) => {
    seen.push(given);
    return '{}';
  };
  await webhookSecretReader({ readSecret, secretId, now: () => new Date(0), sleep }).read(store, signal);
  expect(seen).toEqual([signal]);
});

describe('how long it is remembered', () => {
  test.each([
    [minutes(5) - 1, 1, ['fake-a']],
    [minutes(5), 2, ['fake-b']],
  ])('after %d ms there were %d reads', async (ms, reads, secrets) => {
    const { read, state, stored } = reader(mine(['fake-a']));
    await read(store, signal);
    stored.entries = mine(['fake-b']);
    state.now += ms;
    expect(await read(store, signal)).toEqual({ kind: 'secrets', secrets });
    expect(state.reads).toHaveLength(reads);
  });

  test.each([
    [minutes(1) - 1, undefined],
    [minutes(1), { kind: 'secrets', secrets: ['fake-b'] }],
  ])('a second look is had at once, a third %d ms later', async (ms, seen) => {
    const { read, reread, state, stored } = reader(mine(['fake-a']));
    await read(store, signal);
    expect(await reread(store, signal)).toEqual(known('fake-a'));
    stored.entries = mine(['fake-b']);
    state.now += ms;
    expect(await reread(store, signal)).toEqual(seen);
  });

  test('what the second look saw is remembered, and holds off the third', async () => {
    const { read, reread, state, stored } = reader(mine(['fake-a']));
    await read(store, signal);
    stored.entries = mine(['fake-b']);
    state.now += minutes(2);
    await reread(store, signal);
    expect(await reread(store, signal)).toBeUndefined();
    state.now += minutes(5) - 1;
    expect(await read(store, signal)).toEqual(known('fake-b'));
    expect(state.reads).toHaveLength(2);
  });

  test("one store's second look is remembered for the others as well", async () => {
    const { read, reread, state } = reader(mine(['fake-a']));
    await read(store, signal);
    state.now += minutes(4);
    await reread(store, signal);
    state.now += minutes(4);
    expect(await read(other, signal)).toEqual(known('whsec_fake'));
    expect(state.reads).toHaveLength(2);
  });

  test("one store's second look holds off no other's", async () => {
    const { read, reread, state } = reader(mine(['fake-a']));
    await Promise.all([read(store, signal), read(other, signal)]);
    state.now += minutes(2);
    expect(await reread(store, signal)).toBeDefined();
    expect(await reread(other, signal)).toBeDefined();
  });

  test('a failed read is not remembered', async () => {
    const { read, state } = reader(mine(['fake-a']));
    state.broken = true;
    await expect(read(store, signal)).rejects.toThrow('fake outage');
    state.broken = false;
    expect(await read(store, signal)).toEqual(known('fake-a'));
  });

  test.each<[string, (stored: Stored) => void]>([
    ['a value that is no object', (stored) => Object.assign(stored, { text: '[' })],
    ['an entry that cannot be read', ({ entries }) => Object.assign(entries, { 'shopify/default': 1 })],
    ['a store without an entry', ({ entries }) => delete entries['shopify/default']],
  ])('%s is not remembered', async (_, breaks) => {
    const { read, stored } = reader(mine(['fake-a']));
    breaks(stored);
    expect(await read(store, signal)).toEqual(unavailable);
    delete stored.text;
    stored.entries = mine(['fake-a']);
    expect(await read(store, signal)).toEqual(known('fake-a'));
  });

  test.each<[string, (use: ReturnType<typeof reader>) => void]>([
    ['fails', ({ state }) => (state.broken = true)],
    ['finds no object', ({ stored }) => (stored.text = '[')],
    ['finds a broken entry', ({ stored }) => (stored.entries = mine('["fake-b"'))],
    ['finds no entry', ({ stored }) => (stored.entries = { 'stripe/default': ['whsec_fake'] })],
  ])('a second look that %s does not lose what was known', async (_, breaks) => {
    const use = reader(mine(['fake-a']));
    await use.read(store, signal);
    use.state.now += minutes(2);
    breaks(use);
    await use.reread(store, signal).catch(() => {});
    expect(await use.read(store, signal)).toEqual(known('fake-a'));
    expect(await use.read(other, signal)).toEqual(known('whsec_fake'));
    use.state.now += minutes(3);
    const late = await use.read(store, signal).catch(() => 'failed');
    expect(late).not.toEqual(known('fake-a'));
  });

  test('who knows is not kept waiting by a second look that hangs, for whatever store', async () => {
    const state = { hangs: false };
    const readSecret: ReadSecret = (_, given) =>
      state.hangs
        ? new Promise((_resolve, reject) => given?.addEventListener('abort', () => reject(new Error('late'))))
        : Promise.resolve(JSON.stringify(mine(['fake-a'])));
    const use = webhookSecretReader({ readSecret, secretId, now: () => new Date(0), sleep: async () => {} });
    await use.read(store, signal);
    state.hangs = true;
    const looks = use.reread(store, signal);
    expect(await use.read(store, signal)).toEqual(known('fake-a'));
    expect(await use.read(other, signal)).toEqual(known('whsec_fake'));
    expect(await looks).toBeUndefined();
    expect(await use.read(store, signal)).toEqual(known('fake-a'));
  });

  test('of two looks at once, the one that was asked for later is remembered', async () => {
    const answers: ((value: string) => void)[] = [];
    const state = { now: 0 };
    const readSecret: ReadSecret = () => new Promise((resolve) => answers.push(resolve));
    const use = webhookSecretReader({ readSecret, secretId, now: () => new Date(state.now), sleep });
    const early = use.reread(store, signal);
    state.now += 1;
    const late = use.reread(other, signal);
    answers[1]?.(JSON.stringify(mine(['fake-new'])));
    await late;
    answers[0]?.(JSON.stringify(mine(['fake-old'])));
    expect(await early).toEqual(known('fake-old'));
    expect(await use.read(store, signal)).toEqual(known('fake-new'));
  });

  test('nobody waits for a read whose own request has given up', async () => {
    const never = new Promise<string>(() => {});
    const answers = [never, Promise.resolve(JSON.stringify(mine(['fake-a'])))];
    const readSecret: ReadSecret = () => answers.shift() ?? never;
    const use = webhookSecretReader({ readSecret, secretId, now: () => new Date(0), sleep });
    const first = new AbortController();
    void use.read(store, first.signal);
    first.abort();
    expect(await use.read(store, signal)).toEqual(known('fake-a'));
  });

  test('fifty at once share one look, of whatever store', async () => {
    const { read, state } = reader(mine(['fake-a']));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => read(index % 2 === 0 ? store : other, signal)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(2);
    expect(state.reads).toHaveLength(1);
  });

  test('fifty second looks at once are one', async () => {
    const { read, reread, state } = reader(mine(['fake-a']));
    await read(store, signal);
    state.now += minutes(2);
    const looks = await Promise.all(Array.from({ length: 50 }, () => reread(store, signal)));
    expect(looks.filter((look) => look !== undefined)).toHaveLength(1);
    expect(state.reads).toHaveLength(2);
  });
});

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { acceptedSecrets, addSecret, revokeSecret } from '../../cli/webhook-secrets';
import { fingerprintOf } from '../../lambda/sources/signature';
import { type SecretsInMemory, secretsInMemory } from '../../local/aws/secrets-manager';
import { directClient } from './secrets-client';

const store = 'stripe/default';
const otherStore = 'shopify/default';
/** An entry that the command line cannot read: it has to be carried over as it is. */
const odd = { of: 'somebody else' };
const leaked = 'leaked';

/** The value of the secret `webhooks`. */
const holding = (entry: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ [otherStore]: 'other', 'shopify/odd': odd, [store]: entry, ...more });

let standIn: SecretsInMemory;
let shared: SecretsManagerClient;
let changesBehind: () => number;
beforeEach(() => {
  changesBehind = () => 0;
  standIn = secretsInMemory({ secrets: { signing: {} }, changesBehind: () => changesBehind() });
  shared = directClient(standIn);
});

/** An operator; what one knows of the secrets stands in no client, so that they share one. */
const operator = (client = shared) => ({
  client,
  ids: { webhooks: 'signing', masivo: 'masivo', 'email-index': 'email-index', admin: 'admin' },
  sleep: async () => undefined,
});

/** An operator whose requests something can be done to. */
const watchedOperator = () => operator(directClient(standIn));

/** An operator to whom something happens right before the `nth` request. */
function interrupted(nth: number, happens: () => Promise<unknown>) {
  const mine = watchedOperator();
  let requests = 0;
  mine.client.middlewareStack.add((next) => async (args) => {
    requests += 1;
    if (requests === nth) await happens();
    return next(args);
  });
  return mine;
}

const held = async (of = store) => (await acceptedSecrets(operator(), of)).map(({ secret }) => secret);
/** What is stored now, with or without a label that shows it. */
const storedAs = async (VersionStage: string): Promise<string> => {
  const answer = await standIn.operations.GetSecretValue?.(
    { SecretId: 'signing', VersionStage },
    { gone: new AbortController().signal },
  );
  return JSON.stringify(answer);
};
const revoke = (mine: ReturnType<typeof operator>, secret: string, beforeRevoking = async () => {}) =>
  revokeSecret(mine, store, fingerprintOf(secret), { evenTheLast: false, beforeRevoking });

// What each of two operators asked for is so in the end, whenever in the other's work one of them does it. The
// first request that is not made any more ends the table.
describe('two operators at once', () => {
  test.each([
    ['in a filled secret', { current: holding(['first']) }, ['first', 'mine', 'theirs']],
    ['in an empty one', {}, ['mine', 'theirs']],
  ])('lose nothing that either puts in, %s', async (_, values, expected) => {
    let nth = 1;
    for (let happened = true; happened; nth += 1) {
      happened = false;
      standIn.set('signing', values);
      const mine = interrupted(nth, async () => {
        happened = true;
        await addSecret(operator(), store, 'theirs');
      });
      await addSecret(mine, store, 'mine');
      if (happened) expect((await held()).sort()).toEqual([...expected].sort());
    }
    expect(nth).toBeGreaterThan(4);
  });

  test('lose nothing where each is about another store', async () => {
    let nth = 1;
    for (let happened = true; happened; nth += 1) {
      happened = false;
      standIn.set('signing', { current: holding([leaked, 'good']) });
      const mine = interrupted(nth, async () => {
        happened = true;
        await addSecret(operator(), otherStore, 'theirs');
      });
      expect(await revoke(mine, leaked)).toMatchObject({ kind: 'revoked' });
      const now = { nth, mine: await held(), theirs: await held(otherStore) };
      expect(now).toEqual({ nth, mine: ['good'], theirs: happened ? ['theirs', 'other'] : ['other'] });
      expect(JSON.parse(JSON.parse(await storedAs('AWSCURRENT')).SecretString)['shopify/odd']).toEqual(odd);
    }
    expect(nth).toBeGreaterThan(8);
  });

  test('bring back nothing that either revokes', async () => {
    let nth = 1;
    for (let happened = true; happened; nth += 1) {
      happened = false;
      standIn.set('signing', { current: holding([leaked, 'good']) });
      const mine = interrupted(nth, async () => {
        happened = true;
        expect(await revoke(operator(), leaked)).toMatchObject({ kind: 'revoked' });
      });
      await addSecret(mine, store, 'mine');
      if (happened) expect({ nth, held: (await held()).sort() }).toEqual({ nth, held: ['good', 'mine'] });
    }
    expect(nth).toBeGreaterThan(4);
  });

  test('end a revocation only when it is one, and record it once', async () => {
    let nth = 1;
    for (let happened = true; happened; nth += 1) {
      happened = false;
      standIn.set('signing', { current: holding([leaked, 'good']) });
      const mine = interrupted(nth, async () => {
        happened = true;
        await addSecret(operator(), store, 'theirs');
      });
      let recorded = 0;
      const revoked = await revoke(mine, leaked, async () => {
        recorded += 1;
      });
      expect({ nth, recorded, ...revoked }).toMatchObject({ nth, recorded: 1, kind: 'revoked' });
      if (happened) expect({ nth, held: (await held()).sort() }).toEqual({ nth, held: ['good', 'theirs'] });
    }
    expect(nth).toBeGreaterThan(8);
  });

  test('revoke the same one', async () => {
    standIn.set('signing', { current: holding([leaked, 'good']) });
    const both = await Promise.all([revoke(operator(), leaked), revoke(operator(), leaked)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(expect.arrayContaining(['revoked']));
    expect(await held()).toEqual(['good']);
  });
});

// AWS shows a change late, at each read anew: the reads at these places show an earlier state.
describe('where Secrets Manager shows changes late', () => {
  const manyReads = 6;
  const places = Array.from({ length: 2 ** manyReads }, (_, bits) =>
    Array.from({ length: manyReads }, (_, read) => (bits >> read) % 2 === 1),
  );
  const late = (behind: number, isLate: readonly boolean[]) => {
    const reads = isLate.values();
    changesBehind = () => (reads.next().value ? behind : 0);
  };
  /** What is held in truth. */
  const heldNow = async () => {
    changesBehind = () => 0;
    return held();
  };

  test.each([1, 2, 3])('a revocation is told only where it is one, %i changes behind', async (behind) => {
    let revoked = 0;
    for (const isLate of places) {
      standIn.set('signing', { current: holding('good') });
      standIn.rotate('signing', holding([leaked, 'good']));
      late(behind, isLate);
      let recorded = 0;
      const { kind } = await revoke(operator(), leaked, async () => {
        recorded += 1;
      });
      // What is not seen to be there, twice, is not revoked, and that is what is told.
      const expected = kind === 'revoked' ? ['good'] : [leaked, 'good'];
      expect({ isLate, recorded, held: await heldNow() }).toEqual({
        isLate,
        recorded: kind === 'revoked' ? 1 : 0,
        held: expected,
      });
      revoked += kind === 'revoked' ? 1 : 0;
    }
    expect(revoked).toBeGreaterThan(places.length / 2);
  });

  test.each([1, 2, 3])(
    'nothing that was revoked comes back with a new one, %i changes behind',
    async (behind) => {
      for (const isLate of places) {
        standIn.set('signing', { current: holding([leaked, 'good']) });
        await revoke(operator(), leaked);
        late(behind, isLate);
        await addSecret(operator(), store, 'mine');
        expect({ isLate, held: await heldNow() }).toEqual({ isLate, held: ['mine', 'good'] });
      }
    },
  );

  test('without end: it says that it does not know', async () => {
    standIn.set('signing', { current: holding([leaked, 'good']) });
    changesBehind = () => 2;
    await expect(revoke(operator(), leaked)).rejects.toThrow(/may be done in part\.$/);
  });
});

test.each([
  ['{"broken', /^The secret `webhooks` is no JSON object/],
  ['["whsec_old"]', /^The secret `webhooks` is no JSON object/],
  ['whsec_old', /^The secret `webhooks` is no JSON object/],
  [holding('["broken'), /^What is stored for stripe\/default/],
  [holding({ key: 'whsec_old' }), /^What is stored for stripe\/default/],
])(
  'a current value of %s is told and not overwritten, and is not in the way once it is the previous one',
  async (current, said) => {
    standIn.set('signing', { current });
    await expect(addSecret(operator(), store, 'mine')).rejects.toThrow(said);
    await expect(revoke(operator(), leaked)).rejects.toThrow(said);
    await expect(held()).rejects.toThrow(said);
    expect(JSON.parse(await storedAs('AWSCURRENT')).SecretString).toBe(current);
    standIn.rotate('signing', holding(['good']));
    expect(await held()).toEqual(['good']);
    await addSecret(operator(), store, 'mine');
    expect(await held()).toEqual(['mine', 'good']);
  },
);

test('the entries of other stores are carried over, readable or not', async () => {
  standIn.set('signing', { current: holding('first') });
  await addSecret(operator(), store, 'mine');
  await revoke(operator(), 'first');
  const { SecretString } = JSON.parse(await storedAs('AWSCURRENT'));
  expect(SecretString).toBe(holding(['mine']));
  expect(JSON.parse(SecretString)).toEqual({ [otherStore]: 'other', 'shopify/odd': odd, [store]: ['mine'] });
});

test('a blank value is one that was never filled', async () => {
  standIn.set('signing', { current: ' ' });
  await addSecret(operator(), store, 'mine');
  expect(await held()).toEqual(['mine']);
});

test('what only the previous version holds is not accepted', async () => {
  standIn.set('signing', { current: holding(['good']), previous: holding([leaked]) });
  expect(await held()).toEqual(['good']);
});

test('a revoked one can be read under no label any more', async () => {
  standIn.set('signing', { current: holding([leaked, 'good']) });
  await revoke(operator(), leaked);
  expect(await storedAs('AWSCURRENT')).not.toContain(leaked);
  expect(await storedAs('AWSPREVIOUS')).not.toContain(leaked);
});

test('taking it from the previous version changes nothing of the value', async () => {
  const current = JSON.stringify({ [otherStore]: 'other' });
  standIn.set('signing', { current, previous: holding([leaked]) });
  expect(await revoke(operator(), leaked)).toMatchObject({ kind: 'revoked', left: [] });
  expect(JSON.parse(await storedAs('AWSCURRENT')).SecretString).toBe(current);
});

test('what cannot be written down is not revoked', async () => {
  standIn.set('signing', { current: holding([leaked, 'good']) });
  const unwritten = revoke(operator(), leaked, async () => {
    throw new Error('out of reach');
  });
  await expect(unwritten).rejects.toThrow('out of reach');
  expect(await held()).toEqual([leaked, 'good']);
});

test('whoever is always too late is told to try again', async () => {
  standIn.set('signing', { current: holding('first') });
  const mine = watchedOperator();
  mine.client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === 'UpdateSecretVersionStageCommand') standIn.rotate('signing', holding('theirs'));
    return next(args);
  });
  await expect(addSecret(mine, store, 'mine')).rejects.toThrow(/^Others keep changing the same secret/);
  expect(await held()).toEqual(['theirs']);
});

test('a change whose answer was lost is not made twice', async () => {
  standIn.set('signing', { current: holding('first') });
  const mine = watchedOperator();
  mine.client.middlewareStack.add((next, { commandName }) => async (args) => {
    const answer = await next(args);
    if (commandName === 'UpdateSecretVersionStageCommand') throw new Error('lost');
    return answer;
  });
  let puts = 0;
  mine.client.middlewareStack.add((next, { commandName }) => (args) => {
    puts += commandName === 'PutSecretValueCommand' ? 1 : 0;
    return next(args);
  });
  await addSecret(mine, store, 'mine');
  expect(await held()).toEqual(['mine', 'first']);
  expect(puts).toBe(1);
});

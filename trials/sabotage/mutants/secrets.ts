import type { Mutant } from '../mutant';

const reader = 'lambda/secrets/webhook-secrets.ts';
const readerTests = ['test/lambda/secrets/webhook-secrets.test.ts'];
const commands = 'cli/webhook-secrets.ts';
const commandTests = ['test/cli/webhook-secrets.test.ts'];
const ownStoreOnly =
  'An entry that is missing or cannot be read stops its own store only, with 503, so that the store sends again.';
const onceAMinute = 'After a wrong signature it is read again, for each store at most once a minute';
const neverOverwritten = 'A value or an entry that cannot be read is never overwritten';
const neitherIsLost =
  'Two people may change a secret at the same moment, for one store or for two; neither change is lost.';

/** The secrets that stores sign with: what the webhook endpoint accepts, and how the command line changes them. */
export const secretMutants: readonly Mutant[] = [
  {
    name: 'a broken entry of one store that stops the others',
    rule: ownStoreOnly,
    file: 'lambda/secrets/stored-webhook-secrets.ts',
    find: 'return isObject(stored) ? stored : undefined;',
    replace: 'return isObject(stored) && Object.values(stored).every(secretsIn) ? stored : undefined;',
    tests: readerTests,
  },
  {
    name: 'a broken entry taken for a store without secrets',
    rule: ownStoreOnly,
    file: reader,
    find: "return secrets ? { kind: 'secrets', secrets } : unavailable;",
    replace: "return { kind: 'secrets', secrets: secrets ?? [] };",
    tests: readerTests,
  },
  {
    name: 'a failed second look that forgets what was known',
    rule: 'What was known is not forgotten when a read fails or finds an entry that cannot be read',
    file: reader,
    find: 'rereadAt.set(store, now);',
    replace: 'rereadAt.set(store, now);\n      known.delete(store);',
    tests: readerTests,
  },
  {
    name: 'a revoked secret that is used for longer than five minutes',
    rule: 'It is read for all stores at once and used for five minutes.',
    file: reader,
    find: 'if (cached && nowMs() - cached.at < cachedForMs) return cached.secrets;',
    replace: 'if (cached) return cached.secrets;',
    tests: readerTests,
  },
  {
    name: 'a second look for each wrong signature',
    rule: onceAMinute,
    file: reader,
    find: 'if (now - (rereadAt.get(store) ?? Number.NEGATIVE_INFINITY) < rereadEveryMs) return undefined;',
    replace: '',
    tests: readerTests,
  },
  {
    name: "one store's wrong signatures that hold off another's rotation",
    rule: onceAMinute,
    file: reader,
    find: 'rereadAt.set(store, now);',
    replace: 'for (const each of [store, ...known.keys()]) rereadAt.set(each, now);',
    tests: readerTests,
  },
  {
    name: "a stranger's wrong signature that is our 503",
    rule: 'If that read fails, the answer is still 401.',
    file: 'lambda/ingress/handle-webhook.ts',
    find: 'await deps.secrets.reread(store, signal).catch(() => undefined);',
    replace: 'await deps.secrets.reread(store, signal);',
    tests: ['test/lambda/ingress/handle-webhook.test.ts'],
  },
  {
    name: "a new secret that replaces the other stores' entries",
    rule: "a change of one store's leaves the others as they are",
    file: commands,
    find: 'JSON.stringify({ ...stored, [store]: secrets });',
    replace: 'JSON.stringify({ [store]: secrets });',
    tests: commandTests,
  },
  {
    name: 'a new secret in the place of a value that cannot be read',
    rule: neverOverwritten,
    file: commands,
    find: 'if (stored) return stored;',
    replace: 'if (stored || value) return stored ?? {};',
    tests: commandTests,
  },
  {
    name: 'a new secret in the place of an entry that cannot be read',
    rule: neverOverwritten,
    file: commands,
    find: 'const secrets = entry === undefined ? [] : secretsIn(entry);',
    replace: 'const secrets = secretsIn(entry) ?? [];',
    tests: commandTests,
  },
  {
    name: 'a change that does not look whether it replaces what it was computed from',
    rule: neitherIsLost,
    file: 'cli/secret-value.ts',
    find: 'new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [label] });',
    replace: 'new PutSecretValueCommand({ SecretId, SecretString });',
    tests: commandTests,
  },
  {
    name: 'a revoked secret that stays in the previous version',
    rule: 'so that the previous version (AWSPREVIOUS) does not show it either to those who may read the secret',
    file: commands,
    find: 'if (!isAccepted && !holds(previous, store, fingerprint)) {',
    replace: 'if (!isAccepted) {',
    tests: commandTests,
  },
];

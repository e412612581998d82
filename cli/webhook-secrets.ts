import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretList } from '../lambda/secrets/webhook-secrets';
import { fingerprintOf } from '../lambda/sources/signature';
import type { OperatedEnvironment } from '../operator/environment';
import { CommandError } from './exit';
import { changeSecret, readSecret, type Stage } from './secret-value';

type Secrets = OperatedEnvironment['secrets'];

/** One secret that the door accepts, told by its fingerprint. */
export interface AcceptedSecret {
  readonly secret: string;
  readonly fingerprint: string;
  /** Where Secrets Manager keeps it: each revocation empties both. */
  readonly stages: readonly Stage[];
}

/** What the door accepts for a store, the newest first; none where it was never filled. */
export async function acceptedSecrets(secrets: Secrets, store: string): Promise<readonly AcceptedSecret[]> {
  const current = await readSecret(secrets.client, idOf(secrets.ids, store));
  return acceptedWith(current?.value, secrets, store);
}

/** Puts a secret first; those before it stay valid. @returns all that are accepted now */
export async function addSecret(
  secrets: Secrets,
  store: string,
  secret: string,
): Promise<readonly AcceptedSecret[]> {
  await changeSecret(secrets.client, idOf(secrets.ids, store), async (current) => {
    const before = await acceptedWith(current, secrets, store);
    const earlier = before.map((each) => each.secret).filter((each) => each !== secret);
    // All of them in the new version: the version that is previous now will have no label any more.
    return JSON.stringify([secret, ...earlier]);
  });
  return acceptedSecrets(secrets, store);
}

export type Revoked =
  | { readonly kind: 'revoked'; readonly left: readonly AcceptedSecret[] }
  | { readonly kind: 'unknown'; readonly accepted: readonly AcceptedSecret[] }
  | { readonly kind: 'last' };

export interface RevokeOptions {
  readonly evenTheLast: boolean;
  /** Called once it is sure that there is something to revoke. What cannot be written down is not done. */
  readonly beforeRevoking: () => Promise<void>;
}

/** Takes a secret out of the current version and out of the previous one. */
export async function revokeSecret(
  secrets: Secrets,
  store: string,
  fingerprint: string,
  { evenTheLast, beforeRevoking }: RevokeOptions,
): Promise<Revoked> {
  let isSure = false;
  // Twice, unless somebody else changes it, too: the first change makes the version with the leaked one the previous
  // one, the second takes that label from it.
  for (;;) {
    let ended: Revoked | undefined;
    await changeSecret(secrets.client, idOf(secrets.ids, store), async (current) => {
      const accepted = await acceptedWith(current, secrets, store);
      const left = accepted.filter((each) => each.fingerprint !== fingerprint);
      ended = undefined;
      if (left.length === accepted.length) {
        ended = isSure ? { kind: 'revoked', left } : { kind: 'unknown', accepted };
      } else if (left.length === 0 && !evenTheLast) ended = { kind: 'last' };
      if (ended) return undefined;
      if (!isSure) await beforeRevoking();
      isSure = true;
      return JSON.stringify(left.map(({ secret }) => secret));
    });
    if (ended) return ended;
  }
}

/** Replaces a value that does not depend on the one before. */
export async function put({ client, ids }: Secrets, name: string, SecretString: string): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: idOf(ids, name), SecretString }));
}

/**
 * @param current the value of AWSCURRENT, read before: if that is still the current one when it is replaced, then
 *   what is read of AWSPREVIOUS in between was the one before it.
 */
async function acceptedWith(
  current: string | undefined,
  { client, ids }: Secrets,
  store: string,
): Promise<readonly AcceptedSecret[]> {
  const previous = await readSecret(client, idOf(ids, store), 'AWSPREVIOUS');
  const lists = {
    AWSCURRENT: listOf(current, store, 'AWSCURRENT'),
    AWSPREVIOUS: listOf(previous?.value, store, 'AWSPREVIOUS'),
  };
  return [...new Set([...lists.AWSCURRENT, ...lists.AWSPREVIOUS])].map((secret) => ({
    secret,
    fingerprint: fingerprintOf(secret),
    stages: (['AWSCURRENT', 'AWSPREVIOUS'] as const).filter((stage) => lists[stage].includes(secret)),
  }));
}

function listOf(value: string | undefined, store: string, stage: Stage): readonly string[] {
  if (value === undefined) return [];
  const list = secretList(value);
  if (list) return list;
  throw new CommandError(
    'failed',
    `What is stored for ${store} (${stage}) is neither a secret nor a JSON list of secrets.`,
    'The door turns everything away until it is: put in a list by hand, as docs/operate.md says.',
  );
}

function idOf(ids: Secrets['ids'], name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`There is no secret for ${name}`);
  return id;
}

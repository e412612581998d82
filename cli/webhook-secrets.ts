import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretList } from '../lambda/secrets/webhook-secrets';
import { fingerprintOf } from '../lambda/sources/signature';
import type { OperatedEnvironment } from '../operator/core/environment';
import { CommandError } from './exit';
import { changeSecret, readVersions, type SecretAt, type SecretVersions } from './secret-value';

type Secrets = OperatedEnvironment['secrets'] & Pick<SecretAt, 'sleep'>;
type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** One accepted webhook secret, identified by its fingerprint. */
export interface AcceptedSecret {
  readonly secret: string;
  readonly fingerprint: string;
  /** The versions in Secrets Manager that hold it; a revocation removes it from both. */
  readonly stages: readonly Stage[];
}

/** What the webhook endpoint accepts for a store, the newest first; none where it was never filled. */
export async function acceptedSecrets(secrets: Secrets, store: string): Promise<readonly AcceptedSecret[]> {
  return acceptedIn(await readVersions(at(secrets, store)), store);
}

/** Puts a secret first; the earlier ones stay valid. @returns all that are accepted now */
export async function addSecret(
  secrets: Secrets,
  store: string,
  secret: string,
): Promise<readonly AcceptedSecret[]> {
  let accepted: readonly AcceptedSecret[] = [];
  let wasPutIn = false;
  await changeSecret(at(secrets, store), async (versions) => {
    accepted = acceptedIn(versions, store);
    const place = accepted.findIndex((each) => each.secret === secret);
    // Found behind another one after it was put in: somebody put in a newer one meanwhile.
    if ((place === 0 || wasPutIn) && accepted[place]?.stages.includes('AWSCURRENT')) return undefined;
    wasPutIn = true;
    const earlier = accepted.map((each) => each.secret).filter((each) => each !== secret);
    // All of them in the new version: the version that is previous now loses its label.
    return JSON.stringify([secret, ...earlier]);
  });
  return accepted;
}

export type Revoked =
  | { readonly kind: 'revoked'; readonly left: readonly AcceptedSecret[] }
  | { readonly kind: 'unknown'; readonly accepted: readonly AcceptedSecret[] }
  | { readonly kind: 'last' };

export interface RevokeOptions {
  readonly evenTheLast: boolean;
  /** Called once it is certain that there is something to revoke. If it cannot be recorded, nothing is revoked. */
  readonly beforeRevoking: () => Promise<void>;
}

/**
 * Removes a secret from the current version and from the previous one. That takes two changes: the first makes the
 * version with the leaked secret the previous one, the second takes that label from it.
 */
export async function revokeSecret(
  secrets: Secrets,
  store: string,
  fingerprint: string,
  { evenTheLast, beforeRevoking }: RevokeOptions,
): Promise<Revoked> {
  let isSure = false;
  let ended: Revoked = { kind: 'last' };
  await changeSecret(at(secrets, store), async (versions) => {
    const accepted = acceptedIn(versions, store);
    const left = accepted.filter((each) => each.fingerprint !== fingerprint);
    if (left.length === accepted.length) {
      ended = isSure ? { kind: 'revoked', left } : { kind: 'unknown', accepted };
      return undefined;
    }
    if (left.length === 0 && !evenTheLast) {
      ended = { kind: 'last' };
      return undefined;
    }
    if (!isSure) await beforeRevoking();
    isSure = true;
    return JSON.stringify(left.map(({ secret }) => secret));
  });
  return ended;
}

/** Replaces a value that does not depend on the one before. */
export async function put({ client, ids }: Secrets, name: string, SecretString: string): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: idOf(ids, name), SecretString }));
}

function acceptedIn({ current, previous }: SecretVersions, store: string): readonly AcceptedSecret[] {
  const lists = {
    AWSCURRENT: current ? listOf(current.value, store) : [],
    // The webhook endpoint treats an unreadable value as none, too; otherwise a broken value could not be replaced.
    AWSPREVIOUS: secretList(previous?.value ?? '') ?? [],
  };
  return [...new Set([...lists.AWSCURRENT, ...lists.AWSPREVIOUS])].map((secret) => ({
    secret,
    fingerprint: fingerprintOf(secret),
    stages: (['AWSCURRENT', 'AWSPREVIOUS'] as const).filter((stage) => lists[stage].includes(secret)),
  }));
}

function listOf(value: string, store: string): readonly string[] {
  const list = secretList(value);
  if (list) return list;
  throw new CommandError(
    'failed',
    `What is stored for ${store} is neither a secret nor a JSON list of secrets.`,
    'The webhook endpoint rejects everything until it is: put in the value by hand, as step 3 of docs/deploy.md shows it.',
  );
}

const at = ({ client, ids, sleep }: Secrets, store: string): SecretAt => ({
  client,
  id: idOf(ids, store),
  sleep,
});

function idOf(ids: Secrets['ids'], name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`There is no secret for ${name}`);
  return id;
}

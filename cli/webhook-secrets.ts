import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import { secretList } from '../lambda/secrets/webhook-secrets';
import { fingerprintOf } from '../lambda/sources/signature';
import type { OperatedEnvironment } from '../operator/environment';
import { CommandError } from './exit';

type Secrets = OperatedEnvironment['secrets'];

/** One secret that the door accepts, told by its fingerprint. */
export interface AcceptedSecret {
  readonly secret: string;
  readonly fingerprint: string;
  /** Where Secrets Manager keeps it: each revocation empties both. */
  readonly stages: readonly Stage[];
}
type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** What the door accepts for a store, the newest first; none where it was never filled. */
export async function acceptedSecrets(secrets: Secrets, store: string): Promise<readonly AcceptedSecret[]> {
  const [current, previous] = await Promise.all([
    listAt(secrets, store, 'AWSCURRENT'),
    listAt(secrets, store, 'AWSPREVIOUS'),
  ]);
  return [...new Set([...current, ...previous])].map((secret) => ({
    secret,
    fingerprint: fingerprintOf(secret),
    stages: [
      ...(current.includes(secret) ? (['AWSCURRENT'] as const) : []),
      ...(previous.includes(secret) ? (['AWSPREVIOUS'] as const) : []),
    ],
  }));
}

/** Puts a secret first; those before it stay valid. @returns all that are accepted now */
export async function addSecret(
  secrets: Secrets,
  store: string,
  secret: string,
): Promise<readonly AcceptedSecret[]> {
  const before = await acceptedSecrets(secrets, store);
  const earlier = before.map((each) => each.secret).filter((each) => each !== secret);
  // All of them in the new version: the version that is previous now will have no label any more.
  await put(secrets, store, JSON.stringify([secret, ...earlier]));
  return acceptedSecrets(secrets, store);
}

export type Revoked =
  | { readonly kind: 'revoked'; readonly left: readonly AcceptedSecret[] }
  | { readonly kind: 'unknown'; readonly accepted: readonly AcceptedSecret[] }
  | { readonly kind: 'last' };

/** Takes a secret out of the current version and out of the previous one. */
export async function revokeSecret(
  secrets: Secrets,
  store: string,
  fingerprint: string,
  options: { readonly evenTheLast: boolean },
): Promise<Revoked> {
  const accepted = await acceptedSecrets(secrets, store);
  const left = accepted.filter((each) => each.fingerprint !== fingerprint).map((each) => each.secret);
  if (left.length === accepted.length) return { kind: 'unknown', accepted };
  if (left.length === 0 && !options.evenTheLast) return { kind: 'last' };
  const value = JSON.stringify(left);
  // Twice: the first makes the version with the leaked one the previous one, the second takes that label from it.
  await put(secrets, store, value);
  await put(secrets, store, value);
  const now = await acceptedSecrets(secrets, store);
  if (now.some((each) => each.fingerprint === fingerprint)) {
    throw new CommandError(
      'failed',
      'Somebody else changed the secret at the same time, and the revoked one is still in it.',
      'Give the command again.',
    );
  }
  return { kind: 'revoked', left: now };
}

export async function put({ client, ids }: Secrets, name: string, SecretString: string): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: idOf(ids, name), SecretString }));
}

async function listAt(
  { client, ids }: Secrets,
  store: string,
  VersionStage: Stage,
): Promise<readonly string[]> {
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: idOf(ids, store), VersionStage }));
    const list = secretList(answer.SecretString ?? '');
    if (list) return list;
  } catch (error) {
    // It is there from the first deployment on, without a value until somebody fills it.
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
  throw new CommandError(
    'failed',
    `What is stored for ${store} (${VersionStage}) is neither a secret nor a JSON list of secrets.`,
    'The door turns everything away until it is: put in a list by hand, as docs/operate.md says.',
  );
}

function idOf(ids: Secrets['ids'], name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`There is no secret for ${name}`);
  return id;
}

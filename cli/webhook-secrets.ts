import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { memberOf } from '../lambda/json';
import type { SecretName } from '../lambda/secrets/secret-values';
import {
  type StoredWebhookSecrets,
  secretsIn,
  storedWebhookSecrets,
} from '../lambda/secrets/stored-webhook-secrets';
import { fingerprintOf } from '../lambda/sources/signature';
import type { ConnectedEnvironment } from './connection/environment';
import { CommandError } from './exit';
import { changeSecret, readVersions, type SecretAt, type SecretVersion } from './secret-value';

type Secrets = ConnectedEnvironment['secrets'] & Pick<SecretAt, 'sleep'>;

/** One accepted webhook secret, identified by its fingerprint. */
export interface AcceptedSecret {
  readonly secret: string;
  readonly fingerprint: string;
}

/** What the webhook endpoint accepts for a store, the newest first; none where it was never filled. */
export async function acceptedSecrets(secrets: Secrets, store: string): Promise<readonly AcceptedSecret[]> {
  return acceptedIn(await storedSecrets(secrets), store);
}

/** The secrets of all stores, in one read. @throws CommandError where the value cannot be read */
export async function storedSecrets(secrets: Secrets): Promise<StoredWebhookSecrets> {
  return storedIn((await readVersions(webhooks(secrets))).current);
}

/** @throws CommandError where the store's entry cannot be read */
export function acceptedIn(stored: StoredWebhookSecrets, store: string): readonly AcceptedSecret[] {
  const entry = memberOf(stored, store);
  const secrets = entry === undefined ? [] : secretsIn(entry);
  if (secrets) return [...new Set(secrets)].map((secret) => ({ secret, fingerprint: fingerprintOf(secret) }));
  throw new CommandError(
    'failed',
    `What is stored for ${store} is neither a secret nor a list of secrets.`,
    `The webhook endpoint rejects everything of ${store} until it is: ${byHand}.`,
  );
}

/** Puts a secret first; the earlier ones stay valid. @returns all that are accepted now */
export async function addSecret(
  secrets: Secrets,
  store: string,
  secret: string,
): Promise<readonly AcceptedSecret[]> {
  let accepted: readonly AcceptedSecret[] = [];
  let wasPutIn = false;
  await changeSecret(webhooks(secrets), async ({ current }) => {
    const stored = storedIn(current);
    accepted = acceptedIn(stored, store);
    const place = accepted.findIndex((each) => each.secret === secret);
    // Found behind another one after it was put in: somebody put in a newer one meanwhile.
    if (place === 0 || (wasPutIn && place > 0)) return undefined;
    wasPutIn = true;
    const earlier = accepted.map((each) => each.secret).filter((each) => each !== secret);
    return withEntry(stored, store, [secret, ...earlier]);
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
 * Removes a secret from the current version, and with that from use. A second change, which changes nothing of the
 * value, takes AWSPREVIOUS from the version that still holds it, so that it cannot be read there either.
 */
export async function revokeSecret(
  secrets: Secrets,
  store: string,
  fingerprint: string,
  { evenTheLast, beforeRevoking }: RevokeOptions,
): Promise<Revoked> {
  let isSure = false;
  let ended: Revoked = { kind: 'last' };
  await changeSecret(webhooks(secrets), async ({ current, previous }) => {
    const stored = storedIn(current);
    const accepted = acceptedIn(stored, store);
    const left = accepted.filter((each) => each.fingerprint !== fingerprint);
    const isAccepted = left.length < accepted.length;
    if (!isAccepted && !holds(previous, store, fingerprint)) {
      ended = isSure ? { kind: 'revoked', left } : { kind: 'unknown', accepted };
      return undefined;
    }
    if (isAccepted && left.length === 0 && !evenTheLast) {
      ended = { kind: 'last' };
      return undefined;
    }
    if (!isSure) await beforeRevoking();
    isSure = true;
    const secretsLeft = left.map(({ secret }) => secret);
    return isAccepted ? withEntry(stored, store, secretsLeft) : JSON.stringify(stored);
  });
  return ended;
}

/** Replaces a value that does not depend on the one before. */
export async function put({ client, ids }: Secrets, name: SecretName, SecretString: string): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: ids[name], SecretString }));
}

/** The secret exists, empty, from the first deployment on. */
function storedIn(version: SecretVersion | undefined): StoredWebhookSecrets {
  const value = version?.value.trim() || '{}';
  const stored = storedWebhookSecrets(value);
  if (stored) return stored;
  throw new CommandError(
    'failed',
    "The secret `webhooks` is no JSON object, so no store's secrets can be read, and nothing was changed.",
    `The webhook endpoint rejects everything until it is: ${byHand}.`,
  );
}

const byHand = 'put in the value by hand, as step 3 of docs/deploy.md shows it';

/** A version that cannot be read holds nothing that could be found. */
function holds(version: SecretVersion | undefined, store: string, fingerprint: string): boolean {
  const stored = storedWebhookSecrets(version?.value ?? '') ?? {};
  return (secretsIn(memberOf(stored, store)) ?? []).some((secret) => fingerprintOf(secret) === fingerprint);
}

/** The entries of other stores stay as they are, whatever they are. */
const withEntry = (stored: StoredWebhookSecrets, store: string, secrets: readonly string[]): string =>
  JSON.stringify({ ...stored, [store]: secrets });

const webhooks = ({ client, ids, sleep }: Secrets): SecretAt => ({ client, id: ids.webhooks, sleep });

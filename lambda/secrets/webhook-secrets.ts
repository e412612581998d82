import * as v from 'valibot';
import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import { type StoreName, storeKey } from '../store-name';
import type { ReadSecret } from './secret-values';

/** A store's webhook secrets, perhaps none; `unavailable` where what is stored cannot be read. */
export type WebhookSecrets =
  | { readonly kind: 'secrets'; readonly secrets: readonly string[] }
  | { readonly kind: 'unavailable' };

export interface WebhookSecretReader {
  read(store: StoreName, signal: AbortSignal): Promise<WebhookSecrets>;
  /** After a mismatch: what is stored now, if it was not looked up within the last minute. */
  reread(store: StoreName, signal: AbortSignal): Promise<WebhookSecrets | undefined>;
}

export interface WebhookSecretDeps extends Clock {
  readonly readSecret: ReadSecret;
  /** Ids in Secrets Manager by `source/store`. */
  readonly secretIds: Readonly<Record<string, string>>;
}

const cachedForMs = 5 * 60_000;
// A rotation must work at once, but a stranger's wrong signatures must not drive calls to Secrets Manager.
const rereadEveryMs = 60_000;
// Nor may one that hangs turn somebody's wrong signature into our 503.
const longestRereadMs = 1500;

interface Cached {
  readonly at: number;
  readonly secrets: Promise<WebhookSecrets>;
}

export function webhookSecretReader(deps: WebhookSecretDeps): WebhookSecretReader {
  const cache = new Map<string, Cached>();
  const rereadAt = new Map<string, number>();

  function fetch(store: StoreName, signal: AbortSignal): Promise<WebhookSecrets> {
    const key = storeKey(store);
    const previous = cache.get(key);
    const secrets = fetchSecrets(deps, key, signal);
    cache.set(key, { at: deps.now().getTime(), secrets });
    // What could not be read is not remembered, but what was known before is not forgotten over it.
    const restore = () => {
      if (cache.get(key)?.secrets !== secrets) return;
      if (previous) cache.set(key, previous);
      else cache.delete(key);
    };
    secrets.then((answer) => answer.kind === 'unavailable' && restore(), restore);
    return secrets;
  }

  const ageOf = (cached: Cached) => deps.now().getTime() - cached.at;

  return {
    async read(store, signal) {
      const cached = cache.get(storeKey(store));
      return cached && ageOf(cached) < cachedForMs ? cached.secrets : fetch(store, signal);
    },
    async reread(store, signal) {
      // One that failed counts too: in an outage, wrong signatures must drive calls least of all.
      const now = deps.now().getTime();
      if (now - (rereadAt.get(storeKey(store)) ?? Number.NEGATIVE_INFINITY) < rereadEveryMs) return undefined;
      rereadAt.set(storeKey(store), now);
      const stop = new AbortController();
      const tooLate = () => {
        stop.abort();
        return undefined;
      };
      const reading = fetch(store, AbortSignal.any([signal, stop.signal]));
      return withDeadline<WebhookSecrets | undefined>(longestRereadMs, reading, tooLate, deps);
    },
  };
}

async function fetchSecrets(
  { readSecret, secretIds }: WebhookSecretDeps,
  key: string,
  signal: AbortSignal,
): Promise<WebhookSecrets> {
  const id = Object.hasOwn(secretIds, key) ? secretIds[key] : undefined;
  if (!id) return { kind: 'secrets', secrets: [] };
  const [current, previous] = await Promise.all([
    readSecret(id, 'AWSCURRENT', signal),
    readSecret(id, 'AWSPREVIOUS', signal),
  ]);
  // A secret that was never filled is our lack, not the sender's fault: it is to send again.
  const stored = current === undefined ? undefined : secretList(current);
  if (!stored) return { kind: 'unavailable' };
  return { kind: 'secrets', secrets: [...new Set([...stored, ...(secretList(previous ?? '[]') ?? [])])] };
}

const SecretList = v.union([
  v.array(v.string()),
  // What the AWS console's form of keys and values makes of a secret.
  v.pipe(
    v.record(v.string(), v.string()),
    v.transform((form) => Object.values(form)),
  ),
]);

/** The value is a JSON list of secrets; a bare text is the one secret somebody pasted into the AWS console. */
export function secretList(value: string): readonly string[] | undefined {
  const text = value.trim();
  if (!/^[[{]/.test(text)) return text === '' ? [] : [text];
  try {
    const list = v.safeParse(SecretList, JSON.parse(text));
    return list.success ? list.output : undefined;
  } catch {
    return undefined;
  }
}

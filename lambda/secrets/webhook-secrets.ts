import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import { memberOf } from '../json';
import { type StoreName, storeKey } from '../store-name';
import type { ReadSecret } from './secret-values';
import { type StoredWebhookSecrets, secretsIn, storedWebhookSecrets } from './stored-webhook-secrets';

/** A store's webhook secrets, perhaps none; `unavailable` where what is stored for it cannot be read. */
export type WebhookSecrets =
  | { readonly kind: 'secrets'; readonly secrets: readonly string[] }
  | { readonly kind: 'unavailable' };

export interface WebhookSecretReader {
  read(store: StoreName, signal: AbortSignal): Promise<WebhookSecrets>;
  /** After a mismatch: what is stored now, if it was not looked up for this store within the last minute. */
  reread(store: StoreName, signal: AbortSignal): Promise<WebhookSecrets | undefined>;
}

export interface WebhookSecretDeps extends Clock {
  readonly readSecret: ReadSecret;
  /** Of the one secret that holds those of all stores. */
  readonly secretId: string;
}

const cachedForMs = 5 * 60_000;
// A rotation must work at once, but a stranger's wrong signatures must not drive calls to Secrets Manager. By store:
// otherwise wrong signatures for one store would hold off the rotation of another.
const rereadEveryMs = 60_000;
// Nor may one that hangs turn somebody's wrong signature into our 503.
const longestRereadMs = 1500;

/** Undefined where it was never filled, or is no JSON object. */
type Stored = StoredWebhookSecrets | undefined;

interface Known {
  /** When it was asked for. */
  readonly at: number;
  readonly secrets: WebhookSecrets;
}

/** Reads all stores' secrets at once, and remembers them by store. */
export function webhookSecretReader(deps: WebhookSecretDeps): WebhookSecretReader {
  // Only what could be read: what was known is not forgotten because a read fails, or finds an entry broken.
  const known = new Map<string, Known>();
  const rereadAt = new Map<string, number>();
  let underWay: { readonly signal: AbortSignal; readonly stored: Promise<Stored> } | undefined;
  const nowMs = () => deps.now().getTime();

  async function fetch(signal: AbortSignal): Promise<Stored> {
    const at = nowMs();
    const value = await deps.readSecret(deps.secretId, signal);
    const stored = value === undefined ? undefined : storedWebhookSecrets(value);
    for (const [store, entry] of Object.entries(stored ?? {})) {
      const secrets = webhookSecrets(entry);
      // Two reads may overlap: the one that was asked for later saw more.
      const isNewest = at >= (known.get(store)?.at ?? at);
      if (secrets.kind === 'secrets' && isNewest) known.set(store, { at, secrets });
    }
    return stored;
  }

  /** One read at a time, for all stores: but nobody waits for one whose own request has given up. */
  function fetchOnce(signal: AbortSignal): Promise<Stored> {
    if (underWay && !underWay.signal.aborted) return underWay.stored;
    const mine = { signal, stored: fetch(signal) };
    const ended = () => {
      if (underWay === mine) underWay = undefined;
    };
    underWay = mine;
    mine.stored.then(ended, ended);
    return mine.stored;
  }

  return {
    async read(name, signal) {
      const store = storeKey(name);
      const cached = known.get(store);
      if (cached && nowMs() - cached.at < cachedForMs) return cached.secrets;
      return ofStore(await fetchOnce(signal), store);
    },
    async reread(name, signal) {
      const store = storeKey(name);
      // One that failed counts too: in an outage, wrong signatures must drive calls least of all.
      const now = nowMs();
      if (now - (rereadAt.get(store) ?? Number.NEGATIVE_INFINITY) < rereadEveryMs) return undefined;
      rereadAt.set(store, now);
      const stop = new AbortController();
      const tooLate = () => {
        stop.abort();
        return undefined;
      };
      // Not the read that may be under way: that one may have been asked for before the change.
      const fetched = fetch(AbortSignal.any([signal, stop.signal])).then((stored) => ofStore(stored, store));
      return withDeadline<WebhookSecrets | undefined>(longestRereadMs, fetched, tooLate, deps);
    },
  };
}

const unavailable: WebhookSecrets = { kind: 'unavailable' };

/** A store that was never filled is our lack, not the sender's fault: it is to send again. */
const ofStore = (stored: Stored, store: string): WebhookSecrets =>
  stored ? webhookSecrets(memberOf(stored, store)) : unavailable;

function webhookSecrets(entry: unknown): WebhookSecrets {
  const secrets = secretsIn(entry);
  return secrets ? { kind: 'secrets', secrets } : unavailable;
}

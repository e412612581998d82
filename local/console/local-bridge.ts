import { randomBytes } from 'node:crypto';
import { isNativeError } from 'node:util/types';
import * as v from 'valibot';
import { profileOf, profiles } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { webhookPath } from '../../lambda/webhook-address';
import type { LocalBridge, LocalEvent, LocalStore, Sent } from '../../operator/console/local-bridge';
import { sampleSignup } from '../send/sample-signup';
import type { StoreSecrets } from '../webhook-secrets';
import { type SandboxAccess, sandboxControl } from './sandbox-control';

export interface LocalBridgeDeps {
  /** The webhook port's address. */
  readonly url: string;
  readonly stores: readonly LocalStore[];
  readonly secrets: StoreSecrets;
  readonly sandboxControl: SandboxAccess | undefined;
  readonly vendorUrls?: Readonly<Record<string, string>>;
}

const WebhookAnswer = v.union([
  v.object({ delivery: v.string() }),
  v.object({ error: v.object({ message: v.string() }) }),
]);

/** Lets the console act as the store: sample signups, and events sent again, signed and through the real ingress. */
export function localBridge(deps: LocalBridgeDeps): LocalBridge {
  const { url, stores, secrets, sandboxControl: control, vendorUrls } = deps;
  async function send({ source, store, headers, body }: LocalEvent): Promise<Sent> {
    const profile = profiles.get(source);
    if (!profile) return { status: 0, delivery: null, message: `There is no source ${source}.` };
    const [secret = ''] = secrets[storeKey({ source, store })] ?? [];
    const bytes = Buffer.from(body);
    const response = await fetchOrReason(url + webhookPath({ source, store }), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...headers,
        ...profile.sign({ headers, body: bytes }, secret, new Date()),
      },
      body: bytes,
    });
    if (typeof response === 'string') return { status: 0, delivery: null, message: response };
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), WebhookAnswer), await response.text());
    if (answer.success && 'delivery' in answer.output) {
      return { status: response.status, delivery: answer.output.delivery, message: 'taken' };
    }
    const message =
      answer.success && 'error' in answer.output ? answer.output.error.message : 'no reason given';
    return { status: response.status, delivery: null, message };
  }

  return {
    stores,
    ...(vendorUrls ? { vendorUrls } : {}),
    sendSignup(to) {
      const { source, store } = to;
      const { headers, body } = sampleSignup(profileOf(source), new Date(), to);
      return send({ source, store, headers, body: body.toString() });
    },
    draft({ headers, body, ...event }) {
      const profile = profiles.get(event.source);
      if (!profile) return { ...event, headers, body };
      const unique = randomBytes(8).toString('hex');
      const again = profile.asNew({ headers, body: Buffer.from(body) }, new Date(), unique);
      return { ...event, headers: again.headers, body: again.body.toString() };
    },
    send,
    sandbox: control && sandboxControl(control),
  };
}

/** The answer; or why there is none, such as a header that clients must not send. */
async function fetchOrReason(url: string, request: RequestInit): Promise<Response | string> {
  try {
    return await fetch(url, request);
  } catch (error) {
    // fetch's own message says little; the reason is its cause.
    const cause = isNativeError(error) && isNativeError(error.cause) ? error.cause.message : '';
    return `It cannot be sent: ${cause || String(error)}`;
  }
}

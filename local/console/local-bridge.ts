import { isNativeError } from 'node:util/types';
import * as v from 'valibot';
import { sources } from '../../lambda/sources/registry';
import type { LocalBridge, LocalEvent, Sent } from '../../operator/console/local-bridge';
import { samples } from '../send/samples';
import { asOfNow } from './again';
import { sandboxControl } from './sandbox-control';

export interface LocalBridgeDeps {
  /** The webhook port's address. */
  readonly url: string;
  /** The secret that signs, by source. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly sandboxControlUrl: string | undefined;
}

const WebhookAnswer = v.union([
  v.object({ delivery: v.string() }),
  v.object({ error: v.object({ message: v.string() }) }),
]);

/** Lets the console act as the store: sample signups, and events sent again, signed and through the real ingress. */
export function localBridge({ url, secrets, sandboxControlUrl }: LocalBridgeDeps): LocalBridge {
  async function send({ source: name, store, headers, body }: LocalEvent): Promise<Sent> {
    const source = sources.get(name);
    if (!source) return { status: 0, delivery: null, message: `There is no source ${name}.` };
    const bytes = Buffer.from(body);
    const response = await fetchOrReason(`${url}/webhooks/${name}/${store}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...headers,
        ...source.sign(bytes, secrets[name] ?? '', new Date()),
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
    sources: Object.keys(samples),
    sendSignup(source) {
      const sample = samples[source]?.(new Date());
      if (!sample) throw new Error(`There is no sample signup of ${source}.`);
      const { headers, body } = sample;
      return send({ source, store: 'default', headers, body: body.toString() });
    },
    draft: (event) => asOfNow(event, new Date()),
    send,
    sandbox: sandboxControlUrl === undefined ? undefined : sandboxControl(sandboxControlUrl),
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

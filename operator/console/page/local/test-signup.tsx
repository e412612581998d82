import { defaultStore, storeKey } from '../../../../lambda/store-name';
import type { AboutEnvironment } from '../../api/environment';
import type { Sent } from '../../local-bridge';
import { ActionButton } from '../parts/action-button';
import { useNews } from '../parts/news';
import { RequestFailed, tell } from '../state/request';

/** @throws RequestFailed where the webhook endpoint rejected it */
export function taken(sent: Sent): string {
  if (sent.delivery !== null) return sent.delivery;
  throw new RequestFailed(
    `The webhook endpoint answered HTTP ${sent.status}: ${sent.message}`,
    '',
    sent.status,
  );
}

/** Sends a test signup. */
export function TestSignup({ local }: { local: NonNullable<AboutEnvironment['local']> }) {
  const say = useNews();
  async function send(shown: (typeof local.stores)[number]) {
    const { source, store } = shown;
    taken(await tell<Sent>('POST', '/api/local/signups', { source, store }));
    say(`A shopper signed up in ${nameOf(shown)}. The delivery appears in the list in a moment.`);
  }
  return (
    <fieldset class="test-signup">
      <legend>Send a test signup</legend>
      {local.stores.map((shown) => (
        <ActionButton
          key={storeKey(shown)}
          act={() => send(shown)}
          title={`A sample shopper signs up in ${nameOf(shown)}`}
        >
          {nameOf(shown)}
        </ActionButton>
      ))}
    </fieldset>
  );
}

const nameOf = ({ displayName, store }: { readonly displayName: string; readonly store: string }) =>
  store === defaultStore ? displayName : `${displayName} ${store}`;

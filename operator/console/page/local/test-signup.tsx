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
  async function send({ name, displayName }: (typeof local.sources)[number]) {
    taken(await tell<Sent>('POST', '/api/local/signups', { source: name }));
    say(`A shopper signed up in ${displayName}. The delivery appears in the list in a moment.`);
  }
  return (
    <fieldset class="test-signup">
      <legend>Send a test signup</legend>
      {local.sources.map((source) => (
        <ActionButton
          key={source.name}
          act={() => send(source)}
          title={`A sample shopper signs up in ${source.displayName}`}
        >
          {source.displayName}
        </ActionButton>
      ))}
    </fieldset>
  );
}

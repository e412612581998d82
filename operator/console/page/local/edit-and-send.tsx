import { useEffect, useId, useState } from 'preact/hooks';
import type { LocalEvent, Sent } from '../../local-bridge';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { Problem } from '../parts/problem';
import { failed, type RequestFailed, tell } from '../state/request';
import { taken } from './test-signup';

/** The event as of now, to be edited and sent: signed with the local secret, through the real webhook endpoint. */
export function EditAndSend(props: {
  delivery: string;
  onClose: () => void;
  sent: (delivery: string) => void;
}) {
  const [draft, setDraft] = useState<LocalEvent>();
  const [problem, setProblem] = useState<RequestFailed>();
  const say = useNews();
  const id = useId();

  useEffect(() => {
    tell<LocalEvent>('POST', '/api/local/drafts', { delivery: props.delivery }).then(
      setDraft,
      (error: unknown) => setProblem(failed(error)),
    );
  }, [props.delivery]);

  async function send() {
    if (!draft) return;
    const delivery = taken(await tell<Sent>('POST', '/api/local/events', draft));
    say('Sent. This is the new delivery.');
    props.onClose();
    props.sent(delivery);
  }

  return (
    <Dialog title="Edit and send again" onClose={props.onClose} wide>
      <Problem of={problem} />
      {draft && (
        <>
          <p class="note">
            Its id and times are set to now, so that it counts as a new event. It shows the received data
            unmasked, which is recorded.
          </p>
          <label for={id}>Body</label>
          <textarea
            id={id}
            rows={20}
            spellcheck={false}
            value={draft.body}
            onInput={(event) => setDraft({ ...draft, body: event.currentTarget.value })}
          />
          {!isJson(draft.body) && (
            <p class="note warn">This is no JSON. You may send it all the same, to see what becomes of it.</p>
          )}
          <footer>
            <ActionButton kind="primary" act={send}>
              Sign and send
            </ActionButton>
          </footer>
        </>
      )}
    </Dialog>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

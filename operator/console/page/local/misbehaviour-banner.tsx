import { useState } from 'preact/hooks';
import type { Misbehaviour } from '../../local-bridge';
import { ActionButton } from '../parts/action-button';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import { MisbehaviourDialog } from './misbehaviour-dialog';
import { readPlan } from './switches';

/** The sandbox's misbehaviour, always visible: a forgotten fault would look like a broken bridge. */
export function MisbehaviourBanner() {
  const [open, setOpen] = useState(false);
  const { value, refresh } = usePolled(
    'misbehaviour',
    async (signal) => (await ask<Misbehaviour>('/api/local/misbehaviour', signal)).value,
    3000,
  );
  if (!value) return null;
  const { labels, foreign, probability } = readPlan(value);
  const misbehaves = labels.length + foreign > 0;
  const all = [...labels, ...(foreign > 0 ? ['more, set by the sandbox’s control API'] : [])].join('; ');

  async function put(plan: Misbehaviour) {
    await tell('PUT', '/api/local/misbehaviour', plan);
    setOpen(false);
    refresh();
  }

  return (
    <section class={misbehaves ? 'banner misbehaves' : 'banner'} aria-label="The Masivo sandbox">
      {misbehaves ? (
        <>
          <p>
            <strong>Masivo is set to misbehave</strong>
            {probability < 1 ? ` in ${Math.round(probability * 100)} % of requests` : ''}: {all}.
          </p>
          <ActionButton kind="primary" act={() => put({})}>
            End the misbehaviour
          </ActionButton>
        </>
      ) : (
        <p>The Masivo sandbox behaves well.</p>
      )}
      <button type="button" onClick={() => setOpen(true)}>
        {misbehaves ? 'Change…' : 'Make it misbehave…'}
      </button>
      {open && (
        <MisbehaviourDialog
          labels={labels}
          probability={probability}
          put={put}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

import { useState } from 'preact/hooks';
import type { OperatorAction } from '../../../core/answers/actions';
import { Problem } from '../parts/problem';
import { exactTime, timeOf } from '../parts/texts';
import { usePolled } from '../state/polled';
import { ask } from '../state/request';

/** Who did what, including reveals. Requested only while it is open. */
export function OperatorActions() {
  const [open, setOpen] = useState(false);
  return (
    <details class="operator-actions" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What operators did</summary>
      {open && <Actions />}
    </details>
  );
}

function Actions() {
  const { value, problem, refresh } = usePolled(
    'actions',
    async (signal) => (await ask<OperatorAction[]>('/api/actions', signal)).value,
    10_000,
  );
  if (problem) return <Problem of={problem} retry={refresh} />;
  if (!value) return <p class="note">Loading…</p>;
  if (value.length === 0) return <p class="note">Nothing yet.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">About</th>
          <th scope="col">Who</th>
        </tr>
      </thead>
      <tbody>
        {value.map(({ at, what, about, who, release }) => (
          <tr key={`${at} ${about}`}>
            <td title={exactTime(at)}>{timeOf(at)}</td>
            <td>{release ? `${what}: ${release}` : what}</td>
            <td>{about}</td>
            <td>{who}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

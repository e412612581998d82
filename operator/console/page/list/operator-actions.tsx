import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { OperatorAction } from '../../../core/answers/actions';
import { aboutParts } from '../../../core/text/act';
import { numberText } from '../../../core/text/quantities';
import { CustomerLink, DeliveryLink } from '../parts/links';
import { Problem } from '../parts/problem';
import { Zone } from '../parts/zone';
import { usePolled } from '../state/polled';
import { ask } from '../state/request';
import type { View } from '../state/view';
import { exactTime, timeOf } from '../state/zone';
import { actionColumns } from './csv-columns';
import { ExportCsv } from './export-csv';

/** As many as the API hands out. */
const mostActions = 1000;

interface Ways {
  readonly view: View;
  readonly go: (next: Partial<View>) => void;
}

/** Who did what, including reveals. Requested only while it is open. */
export function OperatorActions(props: Ways) {
  const [open, setOpen] = useState(false);
  return (
    <details class="operator-actions" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What operators did</summary>
      {open && <Actions {...props} />}
    </details>
  );
}

function Actions(props: Ways) {
  const { value, problem, refresh } = usePolled(
    'actions',
    async (signal) => (await ask<OperatorAction[]>('/api/actions', signal)).value,
    10_000,
  );
  if (problem) return <Problem of={problem} retry={refresh} />;
  if (!value) return <p class="note">Loading…</p>;
  if (value.length === 0) return <p class="note">Nothing yet.</p>;
  return (
    <>
      <ExportCsv<OperatorAction>
        noun="act"
        file="what-operators-did"
        columns={actionColumns}
        label="Export acts as CSV"
        title={`The newest ${numberText(mostActions)}`}
        load={async () => {
          const rows = (await ask<OperatorAction[]>(`/api/actions?limit=${mostActions}`)).value;
          return { rows, more: rows.length === mostActions };
        }}
      />
      <table>
        <thead>
          <tr>
            <th scope="col">
              When <Zone />
            </th>
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
              <td>
                <About about={about} {...props} />
              </td>
              <td>{who}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** What an act is about, with links to what has a page. */
function About({ about, ...props }: { about: string } & Ways) {
  return (
    <>
      {aboutParts(about).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && ' '}
          {part.kind === 'delivery' ? (
            <DeliveryLink id={part.id} {...props} />
          ) : part.kind === 'customer' ? (
            <CustomerLink customer={part.name} {...props} />
          ) : (
            part.text
          )}
        </Fragment>
      ))}
    </>
  );
}

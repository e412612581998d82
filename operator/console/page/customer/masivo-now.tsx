import { customerKey } from '../../../../lambda/store-name';
import type { InMasivo, MasivoDifference } from '../../../core/answers/in-masivo';
import { differenceText, pointsText } from '../../../core/text/customer';
import { Problem } from '../parts/problem';
import { useAsked } from '../state/asked';
import { ask } from '../state/request';

/**
 * What Masivo shows of a customer now, and how that differs from what the bridge knows. It is asked when the page opens,
 * when something happened and on request, because each look takes requests of the account's limit.
 */
export function MasivoNow({ query, since }: { query: URLSearchParams; since: string }) {
  const { value, problem, refresh } = useAsked(
    `${query} ${since}`,
    async (signal) => (await ask<InMasivo>(`/api/customers/in-masivo?${query}`, signal)).value,
  );
  const isSame =
    value && (value.kind === 'there' || value.kind === 'missing') && value.differences.length === 0;
  return (
    <section
      class={`card in-masivo ${isSame ? 'there' : 'missing'}`}
      aria-labelledby="masivo-now-title"
      aria-live="polite"
    >
      <header>
        <h3 id="masivo-now-title">In Masivo now</h3>
        <button type="button" class="quiet" onClick={refresh}>
          Ask again
        </button>
      </header>
      <Problem of={problem} retry={refresh} />
      {value ? <Shown value={value} /> : !problem && <p class="note">Asking Masivo…</p>}
    </section>
  );
}

function Shown({ value }: { value: InMasivo }) {
  switch (value.kind) {
    case 'unknown':
      return (
        <p>
          <strong>Not known.</strong> {value.why.text}. {value.fix}
        </p>
      );
    case 'other':
      return (
        <p>
          The store has no shopper of this ID. In Masivo, <code>{value.id}</code> is{' '}
          {value.shopper ? (
            <code>{customerKey(value.shopper)}</code>
          ) : (
            'a customer whose metadata names no shopper'
          )}
          .
        </p>
      );
    case 'missing':
      if (value.unasked) return <p>Nobody has brought this shopper to Masivo, so no ID there is known.</p>;
      return (
        <>
          <p>
            Masivo has <strong>no customer</strong> with the ID <code>{value.id}</code>.
          </p>
          <Differences differences={value.differences} />
        </>
      );
    case 'there':
      return (
        <>
          <dl class="facts">
            <Fact name="Points" value={pointsText(value.points)} />
            <Fact name="Tier" value={value.tier ?? 'none'} />
            <Fact name="Status" value={value.status ?? 'not shown'} />
            <Fact name="ID" value={value.id} />
            <Fact name="Wallet" value={value.walletId ?? 'not shown'} />
          </dl>
          <Differences differences={value.differences} />
        </>
      );
    default:
      return value satisfies never;
  }
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

function Differences({ differences }: { differences: readonly MasivoDifference[] }) {
  if (differences.length === 0) return <p class="note">It is as the bridge knows it.</p>;
  return (
    <table class="differences">
      <thead>
        <tr>
          <th scope="col">Differs</th>
          <th scope="col">The bridge</th>
          <th scope="col">Masivo</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, bridge, masivo }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{differenceText(bridge)}</td>
            <td>{differenceText(masivo)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

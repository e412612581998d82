import type { CustomerName } from '../../../../lambda/ledger/table';
import { customerKey } from '../../../../lambda/store-name';
import type { CustomerInMasivo } from '../../local-bridge';
import { usePolled } from '../state/polled';
import { ask } from '../state/request';

/** Whether the sandbox has the customer now, and which rewards it paid. */
export function InMasivo({ source, store, customer }: CustomerName) {
  const { value } = usePolled(
    `customer ${customerKey({ source, store, customer })}`,
    async (signal) => {
      const path = `/api/local/customer?${new URLSearchParams({ source, store, customer })}`;
      return (await ask<CustomerInMasivo | null>(path, signal)).value;
    },
    2000,
  );
  if (value === undefined) return null;
  return (
    <section
      class={`card in-masivo ${value ? 'there' : 'missing'}`}
      aria-labelledby="in-masivo-title"
      aria-live="polite"
    >
      <h3 id="in-masivo-title">In Masivo now</h3>
      {value ? (
        <p>
          <strong>The customer is there</strong>, {value.status.toLowerCase()}, with{' '}
          {value.points || 'no points'}. Registration rewards were paid{' '}
          {value.registrations === 1 ? 'once' : `${value.registrations} times`}. Wallet{' '}
          <code>{value.wallet}</code>.
        </p>
      ) : (
        <p>
          The sandbox has <strong>no customer</strong> for the shopper <code>{customer}</code>.
        </p>
      )}
    </section>
  );
}

import { unhurried } from '../lambda/delivery/pace';
import type { NewCustomer } from '../lambda/masivo/customer';
import { missingAmong } from './ask';
import type { BackfillDeps } from './deps';
import type { MigrationLimit } from './migration-limit';
import { patiently } from './patiently';

export interface Refused {
  readonly customer: string;
  readonly reason: string;
}

// A request of 1000 customers takes Masivo longer than one about a single customer.
const timeoutMs = 60_000;

/**
 * Gives customers to Masivo without rewards; ends once it has taken them all, refused some for good, or shows
 * those whose answer was lost.
 * @param hasTurn whether the caller took the first request's turn already.
 * @throws Interrupted when Masivo keeps failing
 */
export async function give(
  customers: readonly NewCustomer[],
  limit: MigrationLimit,
  deps: BackfillDeps,
  hasTurn = false,
): Promise<readonly Refused[]> {
  if (customers.length === 0) return [];
  let sentAt = 0;
  let mayGo = hasTurn;
  const ended = await patiently(
    'migrate',
    async () => {
      if (!mayGo) await limit.turn();
      mayGo = false;
      sentAt = deps.now().getTime();
      const answer = await deps.masivo(unhurried, new Date(sentAt + timeoutMs)).migrate(customers);
      if (answer.kind === 'status' && answer.status === 429) limit.wasTooEarly();
      return answer;
    },
    deps,
  );
  switch (ended.kind) {
    case 'ok':
      return [];
    case 'unsure': {
      const missing = new Set(
        await missingAmong(
          customers.map(({ id }) => id),
          sentAt,
          deps,
        ),
      );
      return give(
        customers.filter(({ id }) => missing.has(id)),
        limit,
        deps,
      );
    }
    case 'refused':
      return inHalves(customers, ended.reason, limit, deps);
    default:
      return ended satisfies never;
  }
}

/** Masivo says no to a whole request, and not to whom: halves find it in a few more. */
async function inHalves(
  customers: readonly NewCustomer[],
  reason: string,
  limit: MigrationLimit,
  deps: BackfillDeps,
): Promise<readonly Refused[]> {
  const [first, second] = customers;
  if (first && !second) return [{ customer: first.id, reason }];
  const middle = Math.ceil(customers.length / 2);
  const refused = await give(customers.slice(0, middle), limit, deps);
  return [...refused, ...(await give(customers.slice(middle), limit, deps))];
}

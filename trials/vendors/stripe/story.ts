import { began, type Shopper, type Version, versionOf } from '../../chaos/shopper';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const story: TrialVendor['story'] = {
  customerId: (number) => `cus_Chaos${number}`,
  event,
};

function event(shopper: Shopper, index: number, second: number): UnsignedEvent {
  const version = versionOf(shopper, index);
  const before = shopper.versions[index - 1];
  const state = ({ name, email, word, phone }: Version) => ({
    name,
    email,
    phone,
    metadata: word === undefined ? {} : { newsletter: word ? 'yes' : 'no' },
  });
  const body = {
    id: `evt_${shopper.id}_${index}`,
    object: 'event',
    created: second,
    type: index === 0 ? 'customer.created' : 'customer.updated',
    livemode: false,
    pending_webhooks: 1,
    request: null,
    data: {
      object: {
        id: shopper.id,
        object: 'customer',
        created: began / 1000,
        balance: index,
        ...state(version),
      },
      // Every change moves the balance, too, so that no two changes of one second are alike.
      ...(before
        ? { previous_attributes: { ...changed(state(before), state(version)), balance: index - 1 } }
        : {}),
    },
  };
  return { body: Buffer.from(JSON.stringify(body)), headers: {} };
}

/** Stripe lists the old values of what changed; of metadata the changed members, null where there was none. */
function changed(
  before: ReturnType<typeof Object>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { metadata: oldMetadata, ...old } = before as Record<string, unknown> & {
    metadata: Record<string, unknown>;
  };
  const newMetadata = after.metadata as Record<string, unknown>;
  const fields = Object.entries(old).filter(([key, value]) => value !== after[key]);
  const members = [...new Set([...Object.keys(oldMetadata), ...Object.keys(newMetadata)])]
    .filter((key) => oldMetadata[key] !== newMetadata[key])
    .map((key) => [key, oldMetadata[key] ?? null]);
  return {
    ...Object.fromEntries(fields),
    ...(members.length > 0 ? { metadata: Object.fromEntries(members) } : {}),
  };
}

import { type Customer, choiceOf, storyStart, type Version, versionOf } from '../../simulation/spec';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const simulated: TrialVendor['simulated'] = {
  vendorAccount: 'acct_1Simulated',
  mapping: { birthDate: 'birth_date', gender: 'gender' },
  tellsVerified: false,
  customerId: (number) => `cus_Simulated${number}`,

  event(customer, place) {
    const before = customer.versions[place - 1];
    const previous = before && { metadata: replaced(before, versionOf(customer, place)) };
    return sent(customer, place, previous ? 'customer.updated' : 'customer.created', previous);
  },

  deletion: (customer) =>
    eventOf(`${customer.id}deletion`, 'customer.deleted', customer.deletedMs ?? 0, {
      id: customer.id,
      object: 'customer',
    }),

  listed: (customer, place) => sent(customer, place, 'customer.updated', {}),

  choice(customer, place) {
    const { about, granted, atMs } = choiceOf(customer, place);
    const said = about === 'other' || granted;
    const promotions = said === undefined ? null : said ? 'opt_in' : 'opt_out';
    return eventOf(`${customer.id}choice${place}`, 'checkout.session.completed', atMs, {
      id: `cs_${customer.id}${place}`,
      object: 'checkout.session',
      // A guest is no customer.
      customer: about === 'other' ? null : customer.id,
      consent: { promotions },
    });
  },
};

function sent(customer: Customer, place: number, type: string, previous: object | undefined): UnsignedEvent {
  const version = versionOf(customer, place);
  const { name, email, phone, note, atMs } = version;
  return eventOf(
    `${customer.id}_${place}`,
    type,
    atMs,
    {
      id: customer.id,
      object: 'customer',
      created: secondOf(customer.registeredMs),
      name,
      email,
      phone,
      description: note,
      metadata: metadataOf(version),
    },
    previous,
  );
}

const metadataOf = ({ birthDate, gender, statement }: Version): Readonly<Record<string, string>> => ({
  ...(birthDate === null ? {} : { birth_date: birthDate }),
  ...(gender === null ? {} : { gender }),
  ...(statement === undefined ? {} : { newsletter: statement ? 'yes' : 'no' }),
});

/** The old values of what changed, null where there was none. */
function replaced(before: Version, after: Version): Readonly<Record<string, string | null>> {
  const [old, now] = [metadataOf(before), metadataOf(after)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return Object.fromEntries(
    keys.filter((key) => old[key] !== now[key]).map((key) => [key, old[key] ?? null]),
  );
}

const eventOf = (
  id: string,
  type: string,
  atMs: number,
  object: object,
  previous?: object,
): UnsignedEvent => ({
  headers: {},
  body: Buffer.from(
    JSON.stringify({
      id: `evt_${id}`,
      object: 'event',
      type,
      created: secondOf(atMs),
      livemode: true,
      data: { object, ...(previous ? { previous_attributes: previous } : {}) },
    }),
  ),
});

const secondOf = (ms: number) => Math.floor((storyStart + ms) / 1000);

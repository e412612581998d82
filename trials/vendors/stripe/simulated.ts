import { type Customer, storyStart, versionOf } from '../../simulation/spec';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const simulated: TrialVendor['simulated'] = {
  vendorAccount: 'acct_1Simulated',
  mapping: { birthDate: 'birth_date', gender: 'gender' },
  tellsVerified: false,
  customerId: (number) => `cus_Simulated${number}`,
  event,
};

function event(customer: Customer, place: number, kind: 'created' | 'updated'): UnsignedEvent {
  const { name, email, phone, note, birthDate, gender, statement, atMs } = versionOf(customer, place);
  const body = {
    id: `evt_${customer.id}${place}`,
    object: 'event',
    type: kind === 'created' ? 'customer.created' : 'customer.updated',
    created: Math.floor((storyStart + atMs) / 1000),
    livemode: true,
    data: {
      object: {
        id: customer.id,
        object: 'customer',
        created: Math.floor((storyStart + customer.registeredMs) / 1000),
        name,
        email,
        phone,
        description: note,
        metadata: {
          ...(birthDate === null ? {} : { birth_date: birthDate }),
          ...(gender === null ? {} : { gender }),
          ...(statement === undefined ? {} : { newsletter: statement ? 'yes' : 'no' }),
        },
      },
    },
  };
  return { headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

import type { Release } from '../../../../lambda/envelope';
import type { WaitingCustomer } from '../../../core/answers/waiting';

/** What each decision is called, and what it does. */
export const releaseTexts: Readonly<Record<Release, { button: string; consequence: string }>> = {
  create: {
    button: 'Create with rewards',
    consequence: 'Masivo creates the customer and pays the registration rewards. They cannot be taken back.',
  },
  migrate: {
    button: 'Create without rewards',
    consequence: 'Masivo takes the customer over as one it had before: no registration rewards are paid.',
  },
  link: {
    button: 'Link',
    consequence:
      'The customer in Masivo who has the same e-mail then stands for this shopper, too, and its metadata names this ID. Do it only if you know that the two are one person: nothing takes it back.',
  },
  drop: {
    button: 'Drop',
    consequence: 'Masivo gets nothing. Later deliveries of this shopper end the same.',
  },
};

/** Which decisions there are on each. */
export const releasesOf: Readonly<Record<WaitingCustomer['kind'], readonly Release[]>> = {
  held: ['create', 'migrate', 'drop'],
  gone: ['create', 'migrate', 'drop'],
  unlinked: ['link', 'create', 'migrate', 'drop'],
  merged: ['drop'],
};

import { useState } from 'preact/hooks';
import type { Release } from '../../../../lambda/envelope';
import { customerKey } from '../../../../lambda/store-name';
import type { WaitingCustomer } from '../../../core/answers/waiting';
import { tell } from '../state/request';
import { ActionButton } from './action-button';
import { Dialog } from './dialog';
import { useNews } from './news';

const words: Readonly<Record<Release, { button: string; consequence: string }>> = {
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
const releasesOf: Readonly<Record<WaitingCustomer['kind'], readonly Release[]>> = {
  held: ['create', 'migrate', 'drop'],
  gone: ['create', 'migrate', 'drop'],
  unlinked: ['link', 'create', 'migrate', 'drop'],
  merged: ['drop'],
};
/** Of one who is not linked: a creation still needs an e-mail that nobody has. */
const ifFree = 'That is done only if no other customer has the e-mail by then.';

/** The decisions on a customer that waits for one. */
export function ReleaseButtons(props: { customer: WaitingCustomer; changed: () => void }) {
  const { source, store, customer, kind } = props.customer;
  const [asked, setAsked] = useState<Release>();
  const say = useNews();

  async function release(word: Release) {
    await tell('POST', '/api/customers/release', { source, store, customer, release: word });
    say('Your decision is on the queue. Its result appears in a moment.');
    setAsked(undefined);
    props.changed();
  }

  return (
    <>
      {releasesOf[kind].map((word) => (
        <button
          type="button"
          key={word}
          aria-label={`${words[word].button}: customer ${customer}`}
          onClick={() => setAsked(word)}
        >
          {words[word].button}…
        </button>
      ))}
      {asked && (
        <Dialog title={`${words[asked].button}?`} onClose={() => setAsked(undefined)}>
          <p>
            Customer <code>{customerKey(props.customer)}</code>. {words[asked].consequence}
            {kind === 'unlinked' && (asked === 'create' || asked === 'migrate') && ` ${ifFree}`}
          </p>
          <footer>
            <ActionButton kind={asked === 'drop' ? 'danger' : 'primary'} act={() => release(asked)}>
              {words[asked].button}
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </>
  );
}

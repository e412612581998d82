import type { ComponentChild } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Release } from '../../../../lambda/envelope';
import { customerKey } from '../../../../lambda/store-name';
import type { ShownCustomer } from '../../../core/answers/shown-customer';
import type { WaitingCustomer } from '../../../core/answers/waiting';
import { useAsked } from '../state/asked';
import { ask, failed, tell } from '../state/request';
import { ActionButton } from './action-button';
import { Dialog } from './dialog';
import { leaveRow } from './kept-focus';
import { useNews } from './news';
import { Problem } from './problem';
import { releaseTexts } from './release-texts';

interface Asked {
  readonly customer: WaitingCustomer;
  readonly release: Release;
}

/** Of one who is not linked: a creation still needs an e-mail that nobody has. */
const ifFree = 'That is done only if no other customer has the e-mail by then.';

/**
 * The dialog before a decision. It belongs to what shows the customers and not to a row, because the row goes away
 * when somebody else decides, and whoever is about to confirm has to learn that.
 * @param shown the customers that wait, as they are shown now
 */
export function useDecision(
  shown: readonly WaitingCustomer[],
  changed: () => void,
): {
  readonly askFor: (customer: WaitingCustomer, release: Release) => void;
  readonly dialog: ComponentChild;
} {
  const [asked, setAsked] = useState<Asked>();
  const decided = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    // With the dialog open, nothing behind it takes the focus.
    if (asked || decided.current === undefined) return;
    leaveRow(decided.current);
    decided.current = undefined;
  }, [asked]);

  const isShown = shown.some((each) => asked !== undefined && isSame(each, asked.customer));
  const dialog = asked && (
    <DecisionDialog
      {...asked}
      isShown={isShown}
      onDecided={() => {
        decided.current = customerKey(asked.customer);
        setAsked(undefined);
        changed();
      }}
      onClose={() => setAsked(undefined)}
    />
  );
  return { askFor: (customer, release) => setAsked({ customer, release }), dialog };
}

const isSame = (one: WaitingCustomer, other: WaitingCustomer) =>
  one.kind === other.kind && customerKey(one) === customerKey(other);

function DecisionDialog(
  props: Asked & { isShown: boolean; onDecided: () => void; onClose: () => void },
): ComponentChild {
  const { customer, release, isShown, onDecided, onClose } = props;
  const { source, store, kind } = customer;
  const [isSent, setSent] = useState(false);
  const [isRefused, setRefused] = useState(false);
  // Of a request that failed on its way nobody knows whether it arrived.
  const [mayHaveArrived, setMayHaveArrived] = useState(false);
  const say = useNews();
  // A list has its pages, so that one who is not on it may wait on the next.
  const isInDoubt = isRefused || (!isShown && !isSent);
  const {
    value: now,
    problem,
    refresh,
  } = useAsked(String(isInDoubt), async (signal) => {
    if (!isInDoubt) return undefined;
    const query = new URLSearchParams({ source, store, customer: customer.customer });
    return (await ask<ShownCustomer>(`/api/customers/shown?${query}`, signal)).value;
  });

  async function decide() {
    setSent(true);
    try {
      await tell('POST', '/api/customers/release', { source, store, customer: customer.customer, release });
    } catch (error) {
      setSent(false);
      const isRefusal = failed(error).status === 409;
      setRefused(isRefusal);
      setMayHaveArrived((before) => before || !isRefusal);
      throw error;
    }
    say('Your decision is on the queue. Its result appears in a moment.');
    onDecided();
  }

  if (isInDoubt && !(now?.waiting && isSame(now.waiting, customer))) {
    return (
      <Dialog title={now ? 'It is decided already' : 'Looking again…'} onClose={onClose}>
        <Problem of={problem} retry={refresh} />
        {now && (
          <p role="alert">
            Customer <code>{customerKey(customer)}</code> no longer waits for this decision:{' '}
            {mayHaveArrived
              ? 'your request may have arrived, or another operator or a delivery has changed that.'
              : 'meanwhile another operator or a delivery has changed that. You have decided nothing.'}{' '}
            {now.standing}
          </p>
        )}
        <footer>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </footer>
      </Dialog>
    );
  }
  const { button, consequence } = releaseTexts[release];
  return (
    <Dialog title={`${button}?`} onClose={onClose}>
      <p>
        Customer <code>{customerKey(customer)}</code>. {consequence}
        {kind === 'unlinked' && (release === 'create' || release === 'migrate') && ` ${ifFree}`}
      </p>
      <footer>
        <ActionButton kind={release === 'drop' ? 'danger' : 'primary'} act={decide}>
          {button}
        </ActionButton>
      </footer>
    </Dialog>
  );
}

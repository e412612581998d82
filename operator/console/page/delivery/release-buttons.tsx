import { useState } from 'preact/hooks';
import type { Release } from '../../../../lambda/envelope';
import type { ShownDelivery } from '../../../core/operator';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { tell } from '../state/request';

const words: Readonly<Record<Release, { button: string; consequence: string }>> = {
  create: {
    button: 'Create with rewards',
    consequence: 'Masivo creates the customer and pays the registration rewards. They cannot be taken back.',
  },
  migrate: {
    button: 'Create without rewards',
    consequence: 'Masivo takes the customer over as one it had before: no registration rewards are paid.',
  },
  drop: {
    button: 'Drop',
    consequence: 'Masivo gets nothing. Later deliveries of this shopper end the same.',
  },
};
const releases: readonly Release[] = ['create', 'migrate', 'drop'];

/** The decisions on a creation that the flood guard holds. */
export function ReleaseButtons({ delivery, changed }: { delivery: ShownDelivery; changed: () => void }) {
  const [asked, setAsked] = useState<Release>();
  const say = useNews();

  async function release(word: Release) {
    await tell('POST', `/api/deliveries/${delivery.id}/replay`, { release: word });
    say('Your decision is on the queue. Its result appears below in a moment.');
    setAsked(undefined);
    changed();
  }

  return (
    <>
      {releases.map((word) => (
        <button type="button" key={word} onClick={() => setAsked(word)}>
          {words[word].button}…
        </button>
      ))}
      {asked && (
        <Dialog title={`${words[asked].button}?`} onClose={() => setAsked(undefined)}>
          <p>{words[asked].consequence}</p>
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

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { customerKey, storeKey } from '../../../../lambda/store-name';
import type { ShownDelivery } from '../../../core/answers/shown-delivery';
import { statementText } from '../../../core/text/consent';
import { nextTryText } from '../../../core/text/next-try';
import { durationText } from '../../../core/text/quantities';
import { unknownDelivery } from '../../../core/text/unknown-delivery';
import type { AboutEnvironment } from '../../api/environment';
import { InMasivo } from '../local/in-masivo';
import { AllDeliveries } from '../parts/all-deliveries';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { CustomerLink } from '../parts/links';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Problem } from '../parts/problem';
import { AsOf, useIsStale } from '../parts/stale';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import type { View } from '../state/view';
import { exactTime } from '../state/zone';
import { Comparison } from './comparison';
import { DeliveryActions } from './delivery-actions';
import { Timeline } from './timeline';

/** One delivery: its outcome and why, what was received and what is sent, and the possible actions. */
export function DeliveryPage(props: {
  id: string;
  view: View;
  go: (next: Partial<View>) => void;
  about: AboutEnvironment;
}) {
  const { id, view, go, about } = props;
  const path = `/api/deliveries/${encodeURIComponent(id)}`;
  const [clear, setClear] = useState<ShownDelivery>();
  const polled = usePolled(
    id,
    async (signal) => (await ask<ShownDelivery>(`${path}/details`, signal)).value,
    about.local ? 1000 : 5000,
  );
  const { value: delivery, problem } = polled;
  const reveal = async () => setClear(await tell<ShownDelivery>('POST', `${path}/reveal`));
  const isStale = useIsStale(polled);
  const list = { ...view, delivery: null };

  // It replaces the list, so screen readers and keyboards have to start at its title.
  const title = useRef<HTMLHeadingElement>(null);
  const isShown = delivery !== undefined;
  useEffect(() => {
    if (isShown) title.current?.focus({ preventScroll: true });
  }, [isShown]);
  useEffect(() => scrollTo(0, 0), []);

  return (
    <article class={isStale ? 'delivery outdated' : 'delivery'} aria-labelledby="delivery-title">
      <AllDeliveries list={list} go={go} />
      <AsOf of={polled} />
      {problem?.status === 404 && !delivery ? (
        <NotYet id={id} />
      ) : (
        <Problem of={problem} retry={polled.refresh} />
      )}
      {delivery && (
        <>
          <header>
            <h2 id="delivery-title" ref={title} tabIndex={-1}>
              {delivery.customer ? `Customer ${delivery.customer}` : 'A delivery without a customer'}
            </h2>
            <OutcomeBadge outcome={delivery.outcome} />
          </header>
          <DeliveryFacts delivery={delivery} view={view} go={go} />
          <div class="story">
            <div class="now">
              <section
                // Of what was discarded nobody has to do anything.
                class={`card explanation ${delivery.discarded ? 'ignored' : delivery.outcome}`}
                aria-label="What happened"
              >
                <p class="what">{delivery.explanation.what}</p>
                {delivery.explanation.fix && <p class="fix">{delivery.explanation.fix}</p>}
                {delivery.reason && (
                  <p class="note">
                    {delivery.reason.text} (<code>{delivery.reason.code}</code>)
                  </p>
                )}
                <DeliveryActions delivery={delivery} about={about} changed={polled.refresh} go={go} />
              </section>
              {about.local?.sandbox && delivery.customer && (
                <InMasivo source={delivery.source} store={delivery.store} customer={delivery.customer} />
              )}
            </div>
            <Timeline delivery={delivery} />
          </div>
          <Comparison
            // A reveal shows what was received; a later attempt changes only what was sent.
            delivery={clear ?? delivery}
            reveal={reveal}
            hide={clear && (() => setClear(undefined))}
          />
        </>
      )}
    </article>
  );
}

function NotYet({ id }: { id: string }) {
  return (
    <div class="empty-list" role="status">
      <h2 id="delivery-title">{unknownDelivery.what}</h2>
      <p>
        <code>{id}</code> is not in the ledger. {unknownDelivery.fix}
      </p>
    </div>
  );
}

function DeliveryFacts(props: { delivery: ShownDelivery; view: View; go: (next: Partial<View>) => void }) {
  const { delivery } = props;
  const { source, store, customer } = delivery;
  const name = customer === null ? null : customerKey({ source, store, customer });
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ['Store', storeKey(delivery)],
    ['Whole story', name && <CustomerLink customer={name} {...props} />],
    ['Received', exactTime(delivery.receivedAt)],
    ['Latency', delivery.latencyMs === null ? 'not ended' : durationText(delivery.latencyMs)],
    [
      'Next try',
      delivery.nextTryAt &&
        `${exactTime(delivery.nextTryAt)}, ${nextTryText(delivery.nextTryAt, new Date())}`,
    ],
    [
      'Discarded',
      delivery.discarded &&
        [`${exactTime(delivery.discarded.at)}, ${delivery.discarded.who}`, delivery.discarded.note]
          .filter(Boolean)
          .join(': '),
    ],
    ['E-mail', delivery.maskedEmail],
    ['Delivery', <Copyable text={delivery.id} what="the delivery’s ID" />],
    ['Customer', customer && <Copyable text={customer} what="the customer’s ID" />],
    ['Wallet', delivery.walletId && <Copyable text={delivery.walletId} what="the wallet’s ID" />],
    ['Signed with', delivery.signedWith],
    ['Mapping', delivery.mapping && `${delivery.mapping} (mapping.ts at the last attempt)`],
    ['Replays', delivery.series === 0 ? null : String(delivery.series)],
    ['Release', delivery.release],
    [
      'Consent',
      delivery.consent.map((statement) => statementText(statement, exactTime(statement.at))).join('; ') ||
        null,
    ],
  ];
  return <Facts facts={facts} />;
}

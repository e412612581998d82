import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { customerKey, parseCustomerKey } from '../../../../lambda/store-name';
import type { ShownCustomer } from '../../../core/answers/shown-customer';
import { statementText } from '../../../core/text/consent';
import type { AboutEnvironment } from '../../api/environment';
import { AllDeliveries } from '../parts/all-deliveries';
import { Copyable } from '../parts/copyable';
import { useDecision } from '../parts/decision';
import { Facts } from '../parts/facts';
import { CustomerLink } from '../parts/links';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Problem } from '../parts/problem';
import { ReleaseButtons } from '../parts/release-buttons';
import { AsOf, useIsStale } from '../parts/stale';
import { usePolled } from '../state/polled';
import { ask } from '../state/request';
import type { View } from '../state/view';
import { exactTime } from '../state/zone';
import { CustomerTimeline } from './customer-timeline';
import { MasivoNow } from './masivo-now';

interface Props {
  /** `source/store/id`. */
  readonly customer: string;
  readonly view: View;
  readonly go: (next: Partial<View>) => void;
  readonly about: AboutEnvironment;
}

/** One customer: how it stands, what Masivo shows now, and everything that happened. */
export function CustomerPage({ customer, view, go, about }: Props) {
  const query = new URLSearchParams({ ...parseCustomerKey(customer) });
  const polled = usePolled(
    `customer ${customer}`,
    async (signal) => (await ask<ShownCustomer>(`/api/customers/shown?${query}`, signal)).value,
    about.local ? 1500 : 10_000,
  );
  const { value: shown, problem } = polled;
  const isUnknown = problem?.status === 404 && !shown;
  const isStale = useIsStale(polled);
  const { askFor, dialog } = useDecision(shown?.waiting ? [shown.waiting] : [], polled.refresh);
  const list = { ...view, customer: null };

  // It replaces another page, so screen readers and keyboards have to start at its title.
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);

  return (
    <article class={`delivery customer-page ${isStale ? 'outdated' : ''}`} aria-labelledby="customer-title">
      <AllDeliveries list={list} go={go} />
      <AsOf of={polled} />
      <header>
        <h2 id="customer-title" ref={title} tabIndex={-1}>
          Customer {parseCustomerKey(customer)?.customer ?? customer}
        </h2>
        {shown?.waiting && <OutcomeBadge outcome={shown.waiting.kind} />}
      </header>
      <Problem of={problem} retry={polled.refresh} />
      {shown && <CustomerFacts shown={shown} view={view} go={go} />}
      {(shown || isUnknown) && (
        <div class="story">
          <div class="now">
            {shown && (
              <section
                class={shown.waiting ? `card explanation ${shown.waiting.kind}` : 'card standing'}
                aria-label="How it stands"
              >
                <p class="what">{shown.standing}</p>
                {shown.waiting && (
                  <div class="actions">
                    <ReleaseButtons customer={shown.waiting} ask={askFor} />
                  </div>
                )}
              </section>
            )}
            {/* What happened may have changed it. */}
            <MasivoNow query={query} since={shown?.timeline[0]?.at ?? ''} />
          </div>
          {shown && <CustomerTimeline shown={shown} view={view} go={go} />}
        </div>
      )}
      {!shown && !problem && <p class="note">Loading…</p>}
      {dialog}
    </article>
  );
}

function CustomerFacts({ shown, view, go }: { shown: ShownCustomer } & Pick<Props, 'view' | 'go'>) {
  const link = (customer: string) => <CustomerLink key={customer} customer={customer} view={view} go={go} />;
  const consent = shown.consent.map((each) => statementText(each, exactTime(each.at))).join('; ');
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ['Customer', <Copyable text={customerKey(shown)} what="the customer’s name" />],
    ['ID in Masivo', shown.masivoId && <Copyable text={shown.masivoId} what="the ID in Masivo" />],
    ['E-mail', shown.maskedEmail],
    ['Consent', consent || null],
    ['Owner', shown.owner && link(customerKey(shown.owner))],
    ['Merged into', shown.mergedInto && link(customerKey(shown.mergedInto))],
    ['Carries', shown.links.length === 0 ? null : <span class="links">{shown.links.map(link)}</span>],
  ];
  return <Facts facts={facts} />;
}

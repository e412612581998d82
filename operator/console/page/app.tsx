import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Overview as Figures } from '../../core/answers/overview';
import type { AboutEnvironment } from '../api/environment';
import { CustomerPage } from './customer/customer-page';
import { DeliveryPage } from './delivery/delivery-page';
import { OverviewStrip } from './header/overview-strip';
import { TopBar } from './header/top-bar';
import { DeliveryList } from './list/delivery-list';
import { WaitingCustomers } from './list/waiting-customers';
import { MisbehaviourBanner } from './local/misbehaviour-banner';
import { useKeptFocus } from './parts/kept-focus';
import { Keyboard } from './parts/keyboard';
import { News, NewsContext } from './parts/news';
import { Problem } from './parts/problem';
import { linkedEnvironment } from './state/link';
import { type Polled, usePolled } from './state/polled';
import { ask, RequestFailed } from './state/request';
import { useView } from './state/use-view';
import type { View } from './state/view';
import { useZone } from './state/zone';

const newsMs = 8000;

export function App() {
  const [view, go] = useView();
  const zone = useZone();
  const [text, say] = useNewsText();
  useKeptFocus();
  // It never changes while a console runs; polling it notices a console that was restarted.
  const about = usePolled(
    'environment',
    async (signal) => (await ask<AboutEnvironment>('/api/environment', signal)).value,
    60_000,
  );
  const isLocal = about.value?.local !== null;
  const overview = usePolled(
    'overview',
    async (signal) => (await ask<Figures>('/api/overview', signal)).value,
    // Deployed, every refresh costs reads of the table.
    isLocal ? 3000 : 20_000,
  );

  useEffect(() => {
    if (about.value) document.title = `masivo-bridge ${about.value.name}`;
  }, [about.value]);

  if (!about.value) {
    return (
      <main class="starting">
        {about.problem ? <Problem of={about.problem} retry={about.refresh} /> : 'Loading…'}
      </main>
    );
  }
  const linked = linkedEnvironment();
  if (linked !== null && linked !== about.value.label) {
    return (
      <main class="starting">
        <Problem of={otherEnvironment(linked, about.value.label)} />
      </main>
    );
  }
  return (
    <NewsContext.Provider value={say}>
      <TopBar about={about.value} zone={zone} />
      {about.value.local?.sandbox && <MisbehaviourBanner />}
      <News text={text} />
      <main>
        <Shown view={view} go={go} about={about.value} overview={overview} />
      </main>
      <Keyboard back={wayBack(view, go)} />
    </NewsContext.Provider>
  );
}

const otherEnvironment = (linked: string, shown: string): RequestFailed =>
  new RequestFailed(
    `This link is of ${linked}, and the console on this port is of ${shown}.`,
    'Stop this console, and start the other one with the command that stands beside the link.',
    0,
  );

function Shown(props: {
  view: View;
  go: (next: Partial<View>) => void;
  about: AboutEnvironment;
  overview: Polled<Figures>;
}) {
  const { view, go, overview } = props;
  const { delivery, customer } = view;
  const lastOpened = useRef<string | null>(null);
  if (delivery !== null) lastOpened.current = delivery;
  if (delivery !== null) return <DeliveryPage key={delivery} id={delivery} {...props} />;
  if (customer !== null) return <CustomerPage key={customer} customer={customer} {...props} />;
  return (
    <>
      <OverviewStrip overview={overview} about={props.about} go={(next) => go({ waiting: false, ...next })} />
      {view.waiting ? (
        <WaitingCustomers {...props} />
      ) : (
        <DeliveryList {...props} lastOpened={lastOpened.current} />
      )}
    </>
  );
}

/** From a delivery, a customer or the list of those that wait to the list; undefined there. */
function wayBack(view: View, go: (next: Partial<View>) => void): (() => void) | undefined {
  if (view.delivery !== null) return () => go({ delivery: null });
  if (view.customer !== null) return () => go({ customer: null });
  return view.waiting ? () => go({ waiting: false }) : undefined;
}

function useNewsText(): readonly [string, (text: string) => void] {
  const [text, setText] = useState('');
  const timer = useRef(0);
  const say = useCallback((next: string) => {
    clearTimeout(timer.current);
    setText(next);
    timer.current = window.setTimeout(() => setText(''), newsMs);
  }, []);
  return [text, say];
}

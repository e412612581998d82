import type { ComponentChildren } from 'preact';
import type { Outcome } from '../../../../lambda/delivery/outcome';
import { parseStoreKey } from '../../../../lambda/store-name';
import type { StoreHealth as Health, Overview } from '../../../core/answers/overview';
import { countText, durationText, numberText } from '../../../core/text/quantities';
import { follow } from '../parts/links';
import { needsSomebody } from '../state/needs-somebody';
import { hashOf, noFilter, type View } from '../state/view';
import { exactTime } from '../state/zone';

type Go = (next: Partial<View>) => void;

/** With more stores than this, and on phones, they are shown on request: the list comes soon. */
const mostAtOnce = 6;
const isNarrow = () => matchMedia('(max-width: 760px)').matches;

/** Each store by itself; those that need somebody come first. */
export function StoreHealths({ overview, go }: { overview: Overview; go: Go }) {
  const { stores } = overview;
  const needs = needsSomebody(overview);
  const inNeed = stores.filter(needs);
  const ordered = [...inNeed, ...stores.filter((store) => !needs(store))];
  if (stores.length === 0) return null;
  return (
    <details class="stores" open={stores.length <= mostAtOnce && !isNarrow()}>
      <summary>
        {countText(stores.length, 'store')}
        {inNeed.length > 0 && `, ${numberText(inNeed.length)} with something to decide or to fix`}
      </summary>
      <ul>
        {ordered.map((health) => (
          <li key={health.store}>
            <StoreHealth health={health} overview={overview} go={go} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function StoreHealth({ health, overview, go }: { health: Health; overview: Overview; go: Go }) {
  const { store, lastDeliveryAt, retrying, refused, undecided, tasks } = health;
  const reconciled = overview.reconciled.find((each) => each.store === store);
  const watched = reconciled?.subscriptions;
  const more = overview.atLeast ? '+' : '';
  const listOf = (outcomes: readonly Outcome[]): View => ({
    delivery: null,
    customer: null,
    waiting: false,
    filter: { ...noFilter, ...parseStoreKey(store), outcomes },
    before: '',
  });
  const show = (outcomes: readonly Outcome[]) => go(listOf(outcomes));
  return (
    <section class="card" aria-label={store}>
      <h3>
        <a
          href={hashOf(listOf([]))}
          title="Show its deliveries"
          onClick={(event) => follow(event, () => go(listOf([])))}
        >
          {store}
        </a>
      </h3>
      <dl class="facts">
        <Fact name="Last delivery">
          {lastDeliveryAt === null ? (
            // Not all of the day was counted.
            overview.atLeast ? (
              'unknown'
            ) : (
              'none in 24 h'
            )
          ) : (
            <time dateTime={lastDeliveryAt} title={exactTime(lastDeliveryAt)}>
              {agoText(lastDeliveryAt)}
            </time>
          )}
        </Fact>
        <Fact name="Waiting">
          <Count
            of={retrying}
            more=""
            mood="warn"
            title="Show what is tried again"
            open={() => show(['retry'])}
          />
        </Fact>
        <Fact name="Refused, 24 h">
          <Count
            of={refused}
            more={more}
            mood="bad"
            title="Show what was refused"
            open={() => show(['refused'])}
          />
        </Fact>
        <Fact name="To decide">
          <Count
            of={undecided}
            more={overview.undecided.atLeast ? '+' : ''}
            mood="warn"
            title="Show customers to decide on"
            open={() => go({ waiting: true })}
          />
        </Fact>
        <Fact name="Tasks">
          <Count
            of={tasks}
            more=""
            mood="warn"
            title="Show what is to be done"
            open={() => go({ waiting: true })}
          />
        </Fact>
        {reconciled && (
          <Fact name="Reconciled">
            {reconciled.succeededAt === null ? (
              'never yet'
            ) : (
              <time dateTime={reconciled.succeededAt} title={exactTime(reconciled.succeededAt)}>
                {agoText(reconciled.succeededAt)}
              </time>
            )}
            {reconciled.last?.failure && (
              <span class="count bad">; the last run failed: {reconciled.last.failure}</span>
            )}
          </Fact>
        )}
        {watched && watched.level !== 'ok' && (
          <Fact name="Webhooks">
            <span
              class={`count ${watched.level === 'failure' ? 'bad' : 'warn'}`}
              title={watched.text.join('; ')}
            >
              {watched.level === 'failure' ? 'not subscribed as they should be' : 'API version'}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

const agoText = (iso: string) => `${durationText(Math.max(0, Date.now() - Date.parse(iso)))} ago`;

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Count(props: { of: number; more: string; mood: 'warn' | 'bad'; title: string; open: () => void }) {
  if (props.of === 0) return <>0</>;
  return (
    <button type="button" class={`link count ${props.mood}`} title={props.title} onClick={props.open}>
      {numberText(props.of)}
      {props.more}
    </button>
  );
}

import {
  type Confirmed,
  type CustomerState,
  nothingUncertain,
} from '../../../../lambda/delivery/customer-state';
import { nextStep } from '../../../../lambda/delivery/sync/next-step';
import { nothingDone, type Progress, type Situation } from '../../../../lambda/delivery/sync/situation';
import { stillUncertain } from '../../../../lambda/delivery/sync/uncertainty';
import { syncTo } from '../../../../lambda/delivery/sync-plan';
import type { MasivoCustomer } from '../../../../lambda/masivo/answer';
import { storeWith } from '../../../support/settings';
import { consent } from '../../../support/stories';
import { snapshot } from '../drafts';

const target = snapshot();
const startedAt = Date.UTC(2026, 10, 2);
const store = storeWith('shopify', { consent });

/** Masivo's answer to a GET with the target's fields. */
const showing = (metadata: MasivoCustomer['customer']['metadata'], hides?: 'hidden'): MasivoCustomer => {
  const { id, name, email, gender, dob } = target.customer;
  return {
    customer: { id, name, email, gender, dob, metadata },
    walletId: null,
    ...(hides ? { hidesMetadata: true } : {}),
  };
};

function situation(shown: MasivoCustomer, state: CustomerState, learned: Partial<Progress> = {}): Situation {
  return {
    input: {
      ...syncTo(target, 'ask', { state, relation: 'newer', store }),
      mine: target,
      store,
      consentAtCreation: false,
      release: undefined,
      firstContact: true,
      startedAt,
      lateLandingMs: 60_000,
      by: 'd1',
      series: 0,
    },
    progress: { ...nothingDone, shown, askedAt: startedAt, ...learned },
    now: startedAt,
  };
}

const mayHaveLanded = (confirmed: Confirmed, restored = {}): CustomerState => ({
  confirmed,
  newest: target,
  uncertain: { ...nothingUncertain, created: true, ...restored },
});
const unknown = mayHaveLanded({ masivo: 'unknown' });
const holds = { masivo: 'holds', email: target.customer.email, consent: null } as const;
const inDoubt = { created: 'maybe' } as const;
const own = { source: 'shopify', store: 'default' };
const notAsked: CustomerState = { confirmed: { masivo: 'unknown' }, newest: target, uncertain: null };
const gone = { masivo: 'gone', dropped: false, since: 0 } as const;

describe('a creation of ours may have landed, and Masivo shows', () => {
  test.each<[string, Situation]>([
    ['our metadata', situation(showing(own), unknown)],
    ['our metadata, and more', situation(showing({ ...own, vip: 'yes' }), unknown)],
    ['our metadata, in the same attempt', situation(showing(own), notAsked, inDoubt)],
    ['no metadata at all', situation(showing({}, 'hidden'), unknown)],
    ['one whom we created in this attempt', situation(showing({}), notAsked, { created: 'yes' })],
    ['one whom it showed as ours before, and somebody emptied', situation(showing({}), mayHaveLanded(holds))],
    [
      'one whom it may have been given without rewards',
      situation(showing({}), mayHaveLanded({ masivo: 'migrating', since: 0, orders: 1 })),
    ],
    [
      'what a restore may have lost',
      situation(showing({}), mayHaveLanded({ masivo: 'unknown' }, { restoredAt: startedAt - 1 })),
    ],
  ])('%s: it is owed a consent record', (_, shownAs) => {
    // What it shows besides is brought up to date first.
    const step = nextStep(shownAs);
    const last = step.do === 'change' ? nextStep(changed(shownAs)) : step;
    expect(last).toMatchObject({ do: 'record-consent', record: { purposes: { email_marketing: false } } });
  });

  test.each<[string, Situation]>([
    ['metadata without ours', situation(showing({ vip: 'yes' }), unknown)],
    ['empty metadata', situation(showing({}), unknown)],
    ['empty metadata, in the same attempt', situation(showing({}), notAsked, inDoubt)],
    ['one who waited for an e-mail', situation(showing({}), mayHaveLanded({ masivo: 'waiting' }))],
    ['one who came back otherwise', situation(showing({}), mayHaveLanded(gone))],
  ])('%s: somebody else made the customer', (_, shownAs) => {
    expect(nextStep(shownAs)).toMatchObject({ do: 'found-elsewhere' });
    expect(stillUncertain(shownAs)).toMatchObject({
      confirmed: shownAs.input.state.confirmed,
      uncertain: { created: false },
    });
  });

  test('one known to be of somebody else: what became of our creation says nothing any more', () => {
    const state = mayHaveLanded({ ...holds, elsewhere: true });
    expect(nextStep(changed(situation(showing(own), state, inDoubt)))).toMatchObject({
      do: 'end',
      result: { outcome: 'exists', state: { confirmed: { elsewhere: true }, uncertain: null } },
    });
  });

  test('a customer of another store: it is refused, and not taken for ours', () => {
    const shownAs = situation(showing({ source: 'stripe', store: 'default' }), unknown);
    expect(nextStep(shownAs)).toMatchObject({
      do: 'end',
      result: {
        outcome: 'refused',
        state: { confirmed: { masivo: 'unknown' }, uncertain: { created: false } },
      },
    });
  });
});

/** Once Masivo has answered a change of ours: it shows what we sent. */
const changed = (before: Situation): Situation => ({
  ...before,
  progress: { ...before.progress, shown: showing(own), change: 'done' },
});

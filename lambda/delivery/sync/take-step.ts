import type { Answer, MasivoCustomer } from '../../masivo/answer';
import { type Consent, type Purposes, samePurposes } from '../../masivo/consent';
import type { MasivoId } from '../../masivo/masivo-id';
import { type Call, verdictOn } from '../../retry/retry-policy';
import type { Progress } from './situation';
import type { CallStep, Taken } from './step';
import type { SyncDeps } from './sync-deps';

type StepDeps = Pick<
  SyncDeps,
  | 'masivo'
  | 'countCreation'
  | 'seeMissing'
  | 'emailErasedAt'
  | 'linkToOwner'
  | 'lookForCarrier'
  | 'carryMerged'
>;

const learned = (what: Partial<Progress>): Taken => ({ kind: 'learned', learned: what });

/** Makes one call and says what it taught. What Masivo answers decides what follows; here nothing is decided. */
export async function takeStep(step: CallStep, id: MasivoId, deps: StepDeps): Promise<Taken> {
  const { masivo } = deps;
  switch (step.do) {
    case 'find':
      return learnedFrom('find', await masivo.find(id), (held) => ({
        shown: held ?? 'lacks',
        ...recordIn(held),
      }));
    case 'create': {
      const answer = await masivo.create(step.customer, step.consent);
      if (answer.kind === 'ok') {
        const { purposes, ...shown } = answer.value;
        return learned({ created: 'yes', shown, ...recordedWith(step.consent, purposes) });
      }
      const verdict = verdictOn('create', answer);
      if (verdict.kind !== 'ask') return { kind: 'failed', call: 'create', failure: answer };
      const created = verdict.landed === 'maybe' ? 'maybe' : 'no';
      return learned({ conflict: verdict, created, shown: 'unasked', mustAsk: true });
    }
    case 'change': {
      const answer = await masivo.change(id, step.changes);
      if (answer.kind === 'ok') {
        return learned({ change: 'done', shown: answer.value, ...recordIn(answer.value) });
      }
      const verdict = verdictOn('change', answer);
      if (verdict.kind !== 'ask') return { kind: 'failed', call: 'change', failure: answer };
      const change = verdict.landed === 'maybe' ? { change: 'lost' as const } : {};
      return learned({ ...change, shown: 'unasked', mustAsk: true });
    }
    case 'record-consent': {
      const { purposes } = step.record;
      return learnedFrom('consent', await masivo.recordConsent(id, step.record), () => ({
        consent: purposes,
      }));
    }
    case 'migrate':
      return learnedFrom('migrate', await masivo.migrate([step.customer]), () => ({ ordered: true }));
    case 'count-creation':
      return learned({ counted: await deps.countCreation() });
    case 'see-missing':
      return learned({ missing: await deps.seeMissing() });
    case 'look-for-erasure':
      return learned({ emailErasedAt: await deps.emailErasedAt(step.email) });
    case 'link':
      return learned({ owner: await deps.linkToOwner(step.email) });
    case 'look-for-carrier':
      return learned({ carrier: await deps.lookForCarrier() });
    case 'carry':
      return learned({ carried: await deps.carryMerged(step.into) });
    default:
      return step satisfies never;
  }
}

/** Masivo's newer page shows the consent record in every answer with a customer. */
const recordIn = (held: MasivoCustomer | null): Partial<Progress> =>
  held?.purposes ? { recordShown: held.purposes } : {};

/** An account may drop what it does not know without a word: only what the answer shows is recorded. */
function recordedWith(sent: Consent | undefined, shown: Purposes | undefined): Partial<Progress> {
  return sent && shown && samePurposes(sent.purposes, shown) ? { consent: sent.purposes } : {};
}

function learnedFrom<T>(call: Call, answer: Answer<T>, what: (value: T) => Partial<Progress>): Taken {
  return answer.kind === 'ok' ? learned(what(answer.value)) : { kind: 'failed', call, failure: answer };
}

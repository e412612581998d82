import { removals } from './lost-webhooks';
import { type Random, randomFrom } from './random';

/** What people do beside the bridge, and DynamoDB to logs whose time is over. */
const peoplesKinds = [
  'logs expire',
  'deleted by hand',
  'many deleted at once',
  'released with rewards',
  'released without rewards',
  'dropped',
  'decided on who is gone',
] as const;
export type PeoplesKind = (typeof peoplesKinds)[number];

/** What befalls those who ask the stores' vendors what has changed. */
export const reconcileKinds = [
  'vendor fails',
  'reconcile dies asking',
  'reconcile dies feeding',
  'reconcile dies at its cursor',
] as const;
export type ReconcileKind = (typeof reconcileKinds)[number];

/** Everything that a run may break, by the name it is counted under. */
export const faultKinds = [
  'kill receive',
  'kill deliver',
  'receive stalls',
  'deliver stalls',
  'clock is off',
  'Masivo 500',
  'Masivo 503',
  'Masivo 429',
  'Masivo 401',
  'Masivo hangs',
  'Masivo closes before',
  'Masivo closes after',
  'Masivo late POST',
  'Masivo late PATCH',
  'Masivo late consent',
  'Masivo unreadable',
  'tokens expire',
  'SQS fails',
  'SQS hangs',
  'DynamoDB fails',
  'DynamoDB hangs',
  'DynamoDB closes',
  'DynamoDB is slow',
  'Secrets Manager fails',
  'Secrets Manager hangs',
  'subscriptions removed',
  ...reconcileKinds,
  ...peoplesKinds,
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault that begins with the `at`-th sending and, where it lasts, holds for `lasting` sendings. */
export interface ScheduledFault {
  readonly at: number;
  readonly kind: FaultKind;
  readonly lasting: number;
  readonly probability: number;
}

/**
 * The faults of a run. Each kind comes at least once, whatever the seed; the same seed gives the same schedule.
 * @param rate faults per hundred sendings.
 * @param kinds no others come.
 */
export function scheduleFaults(
  sendings: number,
  rate: number,
  seed: number,
  kinds: readonly [FaultKind, ...FaultKind[]] = faultKinds,
): ScheduledFault[] {
  const random = randomFrom(seed ^ 0x5eed);
  const extra = Array.from({ length: Math.floor((sendings * rate) / 100) }, () => random.pick(kinds));
  // Chance may keep a fault from everybody whom it is to meet.
  const once = sendings < manySendings ? kinds : [...kinds, ...kinds];
  // Each store's, once at least.
  const removed = once.flatMap((kind) =>
    kind === 'subscriptions removed' ? Array.from({ length: removals - 1 }, () => kind) : [],
  );
  return [
    ...[...once, ...removed].map((kind) => fault(kind, sendings, random, isReconcileKind(kind))),
    ...extra.map((kind) => fault(kind, sendings, random)),
  ].sort((a, b) => a.at - b.at);
}

const fewSendings = 500;
const manySendings = 5000;

export const isPeoples = (kind: FaultKind): kind is PeoplesKind => peoplesKinds.some((each) => each === kind);

export const isReconcileKind = (kind: FaultKind): kind is ReconcileKind =>
  reconcileKinds.some((each) => each === kind);

/** People need customers to act on. A short story has to tell most by webhooks before none are sent any more. */
function firstShare(kind: FaultKind, sendings: number): number {
  if (kind === 'subscriptions removed') return sendings < fewSendings ? 0.9 : 0.3;
  return isPeoples(kind) ? 0.25 : 0;
}

/** @param isEarly before the story's last webhooks, of which some are lost: so there is something to find */
function fault(kind: FaultKind, sendings: number, random: Random, isEarly = false): ScheduledFault {
  const first = Math.floor(sendings * firstShare(kind, sendings));
  const last = isEarly ? Math.floor(sendings / 4) : sendings - 1;
  return {
    kind,
    at: random.between(first, Math.max(first, last)),
    lasting: lastingOf(kind, random),
    probability: probabilityOf(kind, random),
  };
}

/** Secrets Manager is asked once in minutes, and what hangs lasts for a few sendings: likely enough to meet a call. */
function probabilityOf(kind: FaultKind, random: Random): number {
  const drawn = random.next();
  if (kind.startsWith('Secrets Manager')) return 0.75;
  return (kind.endsWith('hangs') && !kind.startsWith('Masivo') ? 0.3 : 0.1) + drawn * 0.4;
}

/** Masivo sees far fewer requests than ingress, and few of one kind; a hanging service delays the whole story. */
function lastingOf(kind: FaultKind, random: Random): number {
  if (kind.startsWith('Masivo late')) return random.between(120, 360);
  if (kind.startsWith('Masivo')) return random.between(40, 120);
  return kind.endsWith('hangs') ? random.between(5, 15) : random.between(20, 80);
}

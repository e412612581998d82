import { type Random, randomFrom } from './random';

/** Everything that a run may break, by the name it is counted under. */
export const faultKinds = [
  'kill receive',
  'kill deliver',
  'Masivo 500',
  'Masivo 503',
  'Masivo 429',
  'Masivo 401',
  'Masivo hangs',
  'Masivo closes before',
  'Masivo closes after',
  'Masivo late POST',
  'Masivo late PATCH',
  'Masivo unreadable',
  'tokens expire',
  'SQS fails',
  'SQS hangs',
  'DynamoDB fails',
  'DynamoDB hangs',
  'DynamoDB closes',
  'Secrets Manager fails',
  'Secrets Manager hangs',
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
 */
export function scheduleFaults(sendings: number, rate: number, seed: number): ScheduledFault[] {
  const random = randomFrom(seed ^ 0x5eed);
  const extra = Array.from({ length: Math.floor((sendings * rate) / 100) }, () =>
    random.pick(faultKinds as unknown as readonly [FaultKind, ...FaultKind[]]),
  );
  return [...faultKinds, ...extra].map((kind) => fault(kind, sendings, random)).sort((a, b) => a.at - b.at);
}

function fault(kind: FaultKind, sendings: number, random: Random): ScheduledFault {
  return {
    kind,
    at: random.between(0, Math.max(0, sendings - 1)),
    lasting: lastingOf(kind, random),
    probability: probabilityOf(kind, random),
  };
}

/** Secrets Manager is asked once in minutes: its faults last long enough to meet that call. */
function probabilityOf(kind: FaultKind, random: Random): number {
  const drawn = random.next();
  return kind.startsWith('Secrets Manager') ? 0.6 : 0.1 + drawn * 0.4;
}

/** Masivo sees far fewer requests than ingress; a hanging queue delays the whole story. */
function lastingOf(kind: FaultKind, random: Random): number {
  if (kind.startsWith('Masivo')) return random.between(40, 120);
  return kind.endsWith('hangs') ? random.between(5, 15) : random.between(20, 80);
}

import { systemClock } from '../../lambda/clock';
import type { Bridge } from '../../local/bridge';
import { queues } from '../../local/stand-ins';
import type { Control } from './masivo-record';
import type { OperatorActs } from './operator-acts';
import type { People } from './people';

export interface Finishing {
  readonly bridge: Bridge;
  readonly control: Control;
  readonly operator: OperatorActs;
  readonly people: People;
  readonly onProgress: ((done: number, of: number, what: 'draining') => void) | undefined;
}

// A slow machine drains slowly: only a queue that gets no shorter is stuck. The longest back-off is far below this.
const stuckAfterMs = 600_000;
const mostRounds = 6;
// What Masivo never showed may have been lost on the way twice in a row: then an operator redrives it.
const mayBeRedriven: ReadonlySet<string> = new Set(['migration-not-shown']);

/**
 * After everything is healed: the queue drains, and operators do what is left for them, until nothing is.
 * @returns what should not have been left, or is still
 */
export async function finishUp(finishing: Finishing) {
  const { bridge, operator, people } = finishing;
  const unfinished: string[] = [];
  let redriven = 0;
  await drain(finishing);
  for (let round = 0; round < mostRounds; round += 1) {
    const dead = deadLettersOf(bridge);
    if (dead > 0) {
      const refused = await operator.unfinished('refused');
      unfinished.push(
        ...refused
          .filter(({ reason }) => !mayBeRedriven.has(reason))
          .map(({ id, reason }) => `${id}: ${reason}`),
      );
      await operator.redrive();
      redriven += dead;
    }
    if ((await people.tidyUp()) + dead === 0) break;
    await drain(finishing);
  }
  for (const outcome of ['retry', 'refused'] as const)
    for (const { id, reason } of await operator.unfinished(outcome))
      unfinished.push(`${id}: ${outcome}, ${reason}`);
  return { redriven, unfinished };
}

const deadLettersOf = ({ sqs }: Bridge) =>
  Object.values(sqs.waiting(queues.deadLetters)).reduce((sum, count) => sum + count, 0);

export async function drain({
  bridge,
  control,
  onProgress,
}: Pick<Finishing, 'bridge' | 'control' | 'onProgress'>): Promise<void> {
  const most = bridge.waiting();
  let fewest = most;
  let since = Date.now();
  while (Date.now() - since < stuckAfterMs) {
    const { inFlightLateWork } = (await control('GET', '/record')) as { inFlightLateWork: number };
    const waiting = bridge.waiting();
    onProgress?.(most - waiting, most, 'draining');
    if (waiting === 0 && inFlightLateWork === 0) return;
    if (waiting < fewest) {
      fewest = waiting;
      since = Date.now();
    }
    await systemClock.sleep(300);
  }
  throw new Error(
    `Everything is healed, ${bridge.waiting()} events are waiting, and none has ended for ${stuckAfterMs / 1000} s`,
  );
}

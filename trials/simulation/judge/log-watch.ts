import type { LogFields } from '../../../lambda/log';
import { defaultRetry } from '../../../lambda/retry/retry-times';
import { leakIn } from '../../chaos/leaks';
import type { ViolationKind } from './violation';

/** What the log lines of a universe tell. */
export interface LogWatch {
  onLog(fields: LogFields): void;
  /** A message was moved back from the DLQ: it has all its time before it. */
  onRedriven(delivery: string): void;
  readonly attempts: () => number;
}

const bugs = new Set(['TypeError', 'RangeError', 'ReferenceError', 'ValiError', 'SyntaxError']);

/** Finds personal data and bugs in log lines, and deliveries that were given up too soon. */
export function logWatch(now: () => number, found: (kind: ViolationKind, about: string) => void): LogWatch {
  const redriven = new Map<string, number>();
  let attempts = 0;
  return {
    attempts: () => attempts,
    onRedriven: (delivery) => void redriven.set(delivery, now()),
    onLog(fields) {
      if (fields.event === 'attempt') attempts += 1;
      const leak = leakIn(JSON.stringify(fields));
      if (leak) found('leak', `${leak} in a line of the event ${fields.event}`);
      const { delivery, reason } = fields;
      const since = redriven.get(String(delivery)) ?? Number.NEGATIVE_INFINITY;
      if (reason === 'given-up' && now() - since < defaultRetry.giveUpAfterMs) {
        found('given up', `${delivery} too soon after its redrive`);
      }
      if (bugs.has(String(fields.error))) found('bug', `an attempt threw a ${fields.error}`);
    },
  };
}

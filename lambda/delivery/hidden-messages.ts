import type { Clock } from '../clock';
import { errorName, type Log } from '../log';
import { countedForMs } from '../retry/retry-times';

/**
 * SQS has so many messages of a standard queue in flight, those that wait for their next attempt included; then it hands
 * out no more, of no store (AWS, "Amazon SQS standard queue quotas").
 */
export const inFlightLimit = 120_000;

/**
 * From here on paused stores hide no more. The rest is for the other stores' messages, and for what comes in until
 * SQS's count, which lags by up to a minute, shows it.
 */
export const mostInFlightForPaused = inFlightLimit / 2;

export interface HiddenMessagesDeps {
  /** How many messages are in flight, about. */
  readonly inFlight: () => Promise<number>;
  readonly now: Clock['now'];
  readonly log: Log;
}

/** Whether one more message of a paused store may be hidden. Asks SQS every few seconds, and only where one is paused. */
export function hiddenMessages({ inFlight, now, log }: HiddenMessagesDeps): () => Promise<boolean> {
  let asked: { readonly at: number; readonly mayHide: Promise<boolean> } | undefined;

  async function ask(): Promise<boolean> {
    try {
      return (await inFlight()) < mostInFlightForPaused;
    } catch (error) {
      // Then it waits as ever: the limit is far, or an alarm rings.
      log({ event: 'queue-not-counted', error: errorName(error) });
      return true;
    }
  }

  return () => {
    const time = now().getTime();
    if (!asked || time - asked.at > countedForMs) asked = { at: time, mayHide: ask() };
    return asked.mayHide;
  };
}

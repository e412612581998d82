import { type JournalLine, readJournal } from '../../cli/backfill/engine/journal';

/** The time of a run's requests. */
export interface SendingTimes {
  /** From the first request of a process to its last, summed over its processes. */
  readonly sendingMs: number;
  /** What the rate limit sets for that. */
  readonly limitMs: number;
  /** From the kill to the first request afterwards; null where nothing was killed. */
  readonly resumedAfterMs: number | null;
}

/**
 * How long a run took to send, by its journal.
 * @param killedAt when its first process was killed, epoch ms.
 */
export async function sendingTimes(
  journal: string,
  everyMs: number,
  killedAt: number | undefined,
): Promise<SendingTimes> {
  const stretches = split(await requestsIn(journal), killedAt);
  const resumed = stretches[1]?.[0];
  return {
    sendingMs: sum(stretches.map((at) => (at.at(-1) ?? 0) - (at[0] ?? 0))),
    limitMs: sum(stretches.map((at) => Math.max(0, at.length - 1) * everyMs)),
    resumedAfterMs: killedAt === undefined || resumed === undefined ? null : resumed - killedAt,
  };
}

/** When each request was sent, epoch ms. */
async function requestsIn(journal: string): Promise<number[]> {
  const times: number[] = [];
  for await (const line of readJournal(journal)) if (isRequest(line)) times.push(line.at);
  return times;
}

const isRequest = (line: JournalLine): line is Extract<JournalLine, { is: 'sending' }> =>
  line.is === 'sending' && line.customers.length > 0;

const split = (times: readonly number[], at: number | undefined) =>
  at === undefined ? [times] : [times.filter((time) => time <= at), times.filter((time) => time > at)];

const sum = (numbers: readonly number[]) => numbers.reduce((total, next) => total + next, 0);

import { createHash } from 'node:crypto';
import type { AttemptMark, SharedItems } from '../ledger/shared-items';
import { errorName, type Log } from '../log';
import { poison } from '../retry/retry-times';
import type { MessageAction } from './message-action';

/** A message as far as it matters here: its id on the queue, and how often it was received. */
export interface Received {
  readonly id: string;
  readonly receives: number;
}

/**
 * Tells a message that may be what kills the function from one that only had to wait: SQS counts the receives of both.
 * So messages that were received often are marked while they are attempted. A mark that is still there when the
 * function's timeout is over was left by a function that died, and only the messages on it are suspects.
 */
export interface PoisonMessages {
  /** Marks those of the messages that were received often. @param remainingMs until the function's timeout. */
  begin(messages: readonly Received[], remainingMs: number): MarkedMessages;
}

export interface MarkedMessages {
  /** Was being attempted when a function died. A suspect is not to be attempted together with others. */
  isSuspect(id: string): Promise<boolean>;
  /** The messages that are no suspects have been attempted. */
  end(): Promise<void>;
  /** Gives a suspect a few tries alone; one that never returns from them ends in the DLQ. */
  attemptIsolated(
    id: string,
    remainingMs: number,
    attempt: () => Promise<MessageAction>,
  ): Promise<MessageAction>;
}

export interface PoisonMessageDeps {
  readonly items: Pick<SharedItems, 'beginAttempts' | 'endAttempts'>;
  readonly now: () => Date;
  /** An id that nobody else has. */
  readonly newId: () => string;
  readonly log: Log;
}

export function poisonMessages({ items, now, newId, log }: PoisonMessageDeps): PoisonMessages {
  const time = () => now().getTime();

  function marked(often: ReadonlySet<string>, remainingMs: number): MarkedMessages {
    const own = markOf([...often], 0, remainingMs);
    const left = leftBefore(own);
    const leftWith = async (message: string) =>
      (await left).filter(({ messages }) => messages.includes(message));
    return {
      async isSuspect(id) {
        const message = shortName(id);
        return often.has(message) && (await leftWith(message)).length > 0;
      },
      async end() {
        // Messages come back within hours of a death: what nobody asked for in a day is of messages that are gone.
        const forgotten = (await left).filter(({ until }) => until + poison.rememberedMs < time());
        await endMarks([own, ...forgotten.slice(0, poison.forgottenPerBatch)]);
      },
      async attemptIsolated(id, remaining, attempt) {
        const message = shortName(id);
        const before = await leftWith(message);
        const tries = Math.max(0, ...before.map(({ tryAlone }) => tryAlone));
        // The marks stay, should the function die before the message is in the DLQ.
        if (tries >= poison.isolatedTries) return functionDied;
        const alone = markOf([message], tries + 1, remaining);
        await items.beginAttempts(alone);
        try {
          return await attempt();
        } finally {
          // It came back, be it with an error, so it is no poison.
          await endMarks([alone, ...before.map((mark) => ({ ...mark, messages: [message] }))]);
        }
      },
    };
  }

  /**
   * Writes the own mark. @returns what functions that died have left, the oldest first; nothing where that cannot be
   * known: then messages are attempted as if nothing were marked, because marks only make a death cheaper.
   */
  async function leftBefore(own: AttemptMark): Promise<readonly AttemptMark[]> {
    let left: readonly AttemptMark[];
    try {
      const marks = await items.beginAttempts(own);
      left = marks.filter(({ id, until }) => id !== own.id && until < time());
    } catch (error) {
      logFailure(error);
      return [];
    }
    const oldestFirst = left.toSorted((a, b) => a.until - b.until);
    const surplus = oldestFirst.length - poison.mostMarks;
    if (surplus <= 0) return oldestFirst;
    // Before any attempt: the function may die in each.
    await endMarks(oldestFirst.slice(0, Math.min(surplus, poison.forgottenPerBatch)));
    return oldestFirst;
  }

  /** A mark too many costs its messages a try alone. */
  const endMarks = (marks: readonly AttemptMark[]) => items.endAttempts(marks).catch(logFailure);
  const logFailure = (error: unknown) => log({ event: 'attempt-marks-failed', error: errorName(error) });

  const markOf = (messages: readonly string[], tryAlone: number, remainingMs: number): AttemptMark => ({
    id: newId(),
    until: Math.ceil(time() + remainingMs),
    tryAlone,
    messages,
  });

  return {
    begin(messages, remainingMs) {
      const often = messages.filter(({ receives }) => receives >= poison.suspectReceives);
      return often.length === 0
        ? noneMarked
        : marked(new Set(often.map(({ id }) => shortName(id))), remainingMs);
    },
  };
}

const functionDied: MessageAction = { kind: 'dead-letter-unrecorded', reason: { code: 'function-died' } };

/** Costs nothing. */
const noneMarked: MarkedMessages = {
  isSuspect: async () => false,
  end: async () => {},
  attemptIsolated: (_, __, attempt) => attempt(),
};

// 60 bits: two messages of a day are never taken for one, and the item that holds the marks stays small.
const shortName = (id: string) => createHash('sha256').update(id).digest('base64url').slice(0, 10);

import * as v from 'valibot';
import { closest } from '../infra/config/closest';
import { storeKey } from '../lambda/store-name';
import { durationText } from '../operator/core/text/quantities';

const Where = { source: v.string(), store: v.string() };

const Line = v.variant('event', [
  v.object({
    event: v.literal('attempt'),
    ...Where,
    delivery: v.string(),
    outcome: v.string(),
    reason: v.nullable(v.string()),
    cause: v.optional(v.string()),
    status: v.optional(v.number()),
    error: v.optional(v.string()),
    attempt: v.number(),
    ms: v.number(),
  }),
  v.object({ event: v.literal('webhook'), ...Where, answer: v.number(), code: v.optional(v.string()) }),
  v.object({ event: v.literal('circuit-opened'), why: v.string(), ms: v.number() }),
  v.object({ event: v.literal('waiting'), messages: v.number() }),
]);

const hints: Readonly<Record<string, string>> = {
  unsigned: ' (no signature: is it the vendor who sends?)',
  bad_signature: ' (not signed with a secret of this store, or too long ago)',
};

const troubles: Readonly<Record<string, string>> = {
  down: 'is down',
  throttled: 'throttles',
  denied: 'refuses our credentials',
};

/**
 * The functions' JSON log lines, readable in a terminal. Undefined for lines that would only repeat another one; lines
 * of unknown form stay as they are.
 */
export function readableLine(line: string): string | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Line), line);
  if (!parsed.success) return line;
  const entry = parsed.output;
  switch (entry.event) {
    case 'attempt': {
      const { source, store, delivery, outcome, reason, cause, status, error, attempt, ms } = entry;
      const why = [outcome, reason, cause, status, error].filter(Boolean).join(', ');
      return `${storeKey({ source, store })} ${delivery} attempt ${attempt}: ${why} (${durationText(ms)})`;
    }
    case 'webhook':
      return entry.answer === 200
        ? undefined
        : `${storeKey(entry)} rejected: ${entry.answer} ${entry.code ?? ''}${hints[entry.code ?? ''] ?? ''}`;
    case 'circuit-opened':
      return `Masivo ${troubles[entry.why] ?? entry.why}: deliveries wait for ${durationText(entry.ms)}`;
    case 'waiting':
      return undefined;
    default:
      return entry satisfies never;
  }
}

// A stranger's path may be of any length.
const mostCompared = 100;

/** A webhook to an address that no store has: its secret is not what is wrong. The path may hold anything, so it is not told. */
export function unknownAddress(path: string, addresses: readonly string[]): string {
  const near = closest(path.slice(0, mostCompared), addresses);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  return `rejected: 404, no store has this address. There are ${addresses.join(', ')}.${meant}`;
}

import { unlimitedSlots } from '../../../lambda/delivery/rate-limiter';
import { textOf } from '../../../lambda/reasons/text';
import { backfillTimes } from '../../../lambda/retry/retry-times';
import { isShown, missingAmong } from './ask';
import { refuseWhileErased } from './being-erased';
import { cancellable } from './cancellation';
import { type Chunk, nextChunk } from './chunks';
import { type BackfillDeps, Interrupted } from './deps';
import type { Journal } from './journal';
import { marksOf } from './mark';
import { migrationLimit } from './migration-limit';
import type { Counts, Unfinished } from './resume';
import { runRecord } from './run-record';
import { sameEmail } from './same-email';
import { type Giving, give } from './send';
import type { Given } from './settle';
import { settling } from './settling';

/** How much of the interval between two requests is kept free of other work. */
const headStart = 1 / 20;

export interface BackfillRun {
  /** Names this run in the ledger, the same after each interruption. */
  readonly run: string;
  readonly journal: Journal;
  readonly before: Unfinished;
  readonly onProgress: (counts: Readonly<Counts>) => void;
  /** Called when all is done, before the journal says so: a run that dies in it repeats it. */
  readonly onDone?: () => Promise<void>;
}

/**
 * Brings all customers of a store over. During one request's interval the next one's customers are read, mapped and
 * marked, so that only Masivo's rate limit is waited for.
 * @throws Interrupted, UnreadableStore; started again with the rest of the journal, it continues.
 */
export async function backfill(deps: BackfillDeps, request: BackfillRun): Promise<Counts> {
  const { alive, end } = cancellable(deps);
  try {
    return await bringOver(alive, request);
  } finally {
    end();
  }
}

async function bringOver(
  deps: BackfillDeps,
  { run, journal, before, onProgress, onDone }: BackfillRun,
): Promise<Counts> {
  const record = runRecord(journal, before.counts, onProgress);
  const limit = migrationLimit(deps.migrations, deps, before.sentAt);
  const settled = settling({ ...deps, run, onSettled: record.customersSettled }, record.settled);
  await signIn(deps);
  // A customer that does not exist: it warms the code up, so that the first request takes no longer than the others.
  await isShown(run, deps);
  for (const given of before.unsettled) settled.add(given);
  const givingOf = (chunk: number): Giving => ({
    ...deps,
    run,
    limit,
    onSending: (at) => record.again(chunk, at),
  });
  const { unsure } = before;
  if (unsure) {
    await finish(unsure, async () => {
      const missing = await missingAmong(unsure.customers, unsure.at, deps);
      await refuseWhileErased(deps);
      const at = deps.now().getTime();
      return give({ customers: await marksOf(missing, run, deps), at }, givingOf(unsure.chunk));
    });
  }

  const listed = deps.reader
    .read({ store: deps.store, since: deps.range.since, after: before.cursor })
    [Symbol.asyncIterator]();
  const samesEmail = sameEmail(deps);
  let number = before.nextChunk;
  let cursor = before.cursor;

  async function prepare(): Promise<Chunk> {
    const chunk = number;
    await settled.room();
    // A mark makes webhooks wait, so it is not made long before its request: an hour's limit may be used up.
    for (let ms = tooEarlyMs(); ms > 0; ms = tooEarlyMs()) await deps.sleep(ms);
    return nextChunk(cursor, {
      ...deps,
      run,
      listed,
      sameEmail: samesEmail,
      isUnsent: (customer) => before.unsent.has(customer),
      onMarking: (customers) => record.marking(chunk, customers),
    });
  }
  const tooEarlyMs = () => limit.waitMs() - 2 * deps.migrations.everyMs;

  /** From the moment when its request may have been sent until Masivo has accepted it. */
  async function finish(
    given: Given & { readonly there: readonly string[] },
    send: () => ReturnType<typeof give>,
  ): Promise<void> {
    const refused = await send();
    const at = deps.now().getTime();
    const no = new Set(refused.map(({ customer }) => customer));
    const taken = given.customers.filter((customer) => !no.has(customer));
    const customers = [...taken, ...given.there];
    record.sent(given.chunk, at, customers, refused);
    settled.add({ chunk: given.chunk, customers, at });
  }

  let next = prepare();
  for (;;) {
    const chunk = await next;
    if (deps.stopped.aborted) throw new Interrupted('Stopped, as you asked.');
    if (chunk.customers.length > 0) await limit.waitForSlot();
    const at = deps.now().getTime();
    record.sending(number, chunk, at);
    const customers = chunk.customers.map(({ customer }) => customer);
    const given = { chunk: number, customers, there: chunk.there, at };
    number += 1;
    cursor = chunk.cursor;
    const finished = finish(given, () =>
      give({ customers: chunk.customers, at: chunk.markedAt }, givingOf(given.chunk), at),
    );
    if (!chunk.isLast && !deps.stopped.aborted) {
      // Masivo counts requests on arrival, so this one must not be delayed by the next one's mapping. After the
      // operator stopped the command there is no pause, and this request is finished nevertheless.
      await Promise.race([finished, deps.sleep(deps.migrations.everyMs * headStart).catch(() => {})]);
      // Stopped meanwhile, it marks nobody else.
      if (!deps.stopped.aborted) next = prepare();
      // It is awaited after the request, and may fail before.
      next.catch(() => {});
    }
    await finished;
    if (chunk.isLast) break;
  }
  await settled.idle();
  await onDone?.();
  record.ended(deps.now().getTime());
  return record.counts;
}

/** Refused credentials are found before anybody is marked, and reported at once. */
async function signIn(deps: BackfillDeps): Promise<void> {
  const answer = await deps
    .masivo(unlimitedSlots, new Date(deps.now().getTime() + backfillTimes.signInTimeoutMs))
    .signIn();
  if (answer.kind !== 'ok') throw new Interrupted(textOf(answer.why));
}

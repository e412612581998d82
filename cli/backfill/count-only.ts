import { backfillTextOf } from '../../lambda/reasons/backfill';
import { storeKey } from '../../lambda/store-name';
import { countText, durationText } from '../../operator/core/text/quantities';
import { consentLines } from './csv-lines';
import type { BackfillDeps } from './engine/deps';
import { dryRun } from './engine/dry-run';
import { estimate } from './engine/estimate';
import type { BackfillCommand } from './options';
import { tallyLines } from './tally-lines';
import { failIfUnusable } from './usable';

/**
 * Reads every customer and sends none: says how many there are to send, and how long that takes.
 * @param looksAt what the count is of, for the run that follows.
 */
export async function countOnly(
  { frame, store, options, folder }: BackfillCommand,
  deps: BackfillDeps,
  looksAt: string,
): Promise<void> {
  const total = await deps.reader.count();
  const bar = frame.terminal.progress(
    total === null ? '{read} read' : '[{bar}] {value}/{total} read',
    total ?? 1,
  );
  const looked = await dryRun(deps, (read) => bar.update(total === null ? 0 : read, { read })).finally(
    bar.stop,
  );
  folder.rememberCount(looksAt, looked.read);
  for (const line of consentLines(frame, store, looked.consent)) frame.terminal.err(line);
  const { withoutTier } = looked;
  const consent = Object.fromEntries(looked.consent);
  const { ms, because } = estimate(
    {
      customers: looked.toSend,
      toAsk: looked.toAsk,
      // Where consent is recorded, Masivo is asked whether it has them already.
      toLookAt: store.consent === 'off' ? 0 : looked.toSend,
    },
    deps.migrations,
    store,
    deps.settings.masivo.rateLimit,
  );
  frame.answer({ store: storeKey(store), ...looked, consent, ms, because }, () => [
    ...tallyLines(frame, [
      { what: 'to send', text: '', count: looked.toSend - withoutTier },
      ...(withoutTier === 0
        ? []
        : [{ what: 'to send', text: backfillTextOf({ code: 'without-tier' }), count: withoutTier }]),
      ...(looked.toAsk === 0 ? [] : [{ what: 'to ask about', text: toAsk, count: looked.toAsk }]),
      ...looked.left,
    ]),
    '',
    `${countText(looked.read, 'customer')} read. ${ms === 0 ? 'It would take a moment.' : `It would take ${durationText(ms)}: ${because} set the time.`}`,
    'Nothing was sent. With --yes it is done.',
  ]);
  failIfUnusable(frame, options, looked.left, looked.read);
}

const toAsk = 'Marked by an earlier run: sent if Masivo does not have it';

import type { Command } from 'commander';
import * as v from 'valibot';
import { storeKey } from '../../lambda/store-name';
import type { DiscardResult } from '../../operator/core/answers/discard';
import { Note, noteRule } from '../../operator/core/answers/discard-note';
import type { ShownDelivery } from '../../operator/core/answers/shown-delivery';
import type { Operator } from '../../operator/core/operator';
import {
  discardConsequence,
  type LeftOfDiscarded,
  leftOfDiscarded,
  leftText,
} from '../../operator/core/text/discard';
import { countText } from '../../operator/core/text/quantities';
import { deliveryId } from '../arguments';
import { oneOfTwo } from '../carefully';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { table } from '../print';

interface Options {
  readonly note?: string;
  readonly unreadable?: true;
  readonly yes?: true;
}

/** Gives up what can never succeed. Only by ID: a filter would give up what nobody has looked at. */
export function discard(frame: Frame): Command {
  return bridgeCommand(
    'discard',
    'OperatorPolicy',
    'give up refused deliveries: delete their messages from the DLQ, and have their logs say so; without --yes only tells what is lost',
  )
    .argument('[deliveries...]', 'their ids')
    .option('--unreadable', 'in place of ids: what is in the DLQ and is no message of the bridge')
    .option('--note <text>', 'why, kept in their logs; without personal data')
    .option('--yes', 'do it')
    .action(async (given: readonly string[], { note, unreadable, yes }: Options) => {
      oneOfTwo(given, unreadable === true, 'ids, or --unreadable');
      if (unreadable && note !== undefined)
        throw new CommandError('usage', 'A note is kept with a delivery: what is unreadable has none.');
      if (note !== undefined && !v.is(Note, note)) throw new CommandError('usage', noteRule);
      const operator = await frame.operator();
      if (unreadable) return withoutDelivery(frame, operator, yes === true);
      const { refused, ...others } = await sorted(operator, [...new Set(given.map(deliveryId))]);
      if (others.unknown.length + others.notRefused.length > 0) frame.fail();
      if (!yes || refused.length === 0) {
        return frame.answer({ done: false, deliveries: refused, ...others }, () => [
          ...told(frame, refused, others),
          ...(refused.length === 0 ? [] : ['Nothing was done. --yes does it.']),
        ]);
      }
      for (const line of told(frame, refused, others)) frame.terminal.err(line);
      const bar = frame.terminal.progress('{value} dead letters looked at', 1);
      const result = await operator
        .discard(
          refused.map(({ id }) => id),
          { ...(note === undefined ? {} : { note }), onProgress: (looked) => bar.update(looked) },
        )
        .finally(() => bar.stop());
      if (result.each.some(({ discarded }) => discarded.kind !== 'discarded')) frame.fail();
      frame.answer({ done: true, ...result, ...others }, () => ended(result));
    });
}

const unreadableConsequence =
  'Messages of the DLQ that are none of the bridge are deleted. No log tells of them, so read them first if they could matter: docs/operate/alarms.md#signups-refused.';

async function withoutDelivery(frame: Frame, operator: Operator, yes: boolean): Promise<void> {
  if (!yes) {
    return frame.answer({ done: false }, () => [unreadableConsequence, 'Nothing was done. --yes does it.']);
  }
  const bar = frame.terminal.progress('{value} dead letters looked at', 1);
  const { looked, deleted } = await operator
    .discardUnreadable((count) => bar.update(count))
    .finally(() => bar.stop());
  frame.answer({ done: true, looked, deleted }, () => [
    `Of ${countText(looked, 'message')} in the DLQ, ${deleted} deleted.`,
  ]);
}

interface Refused {
  readonly id: string;
  /** As `source/store`. */
  readonly store: string;
  readonly customer: string | null;
  readonly reason: string | null;
  /** Of what was received. */
  readonly left: LeftOfDiscarded;
}

interface Others {
  readonly unknown: readonly string[];
  readonly notRefused: readonly { readonly id: string; readonly outcome: string }[];
}

async function sorted(
  operator: Operator,
  ids: readonly string[],
): Promise<Others & { readonly refused: readonly Refused[] }> {
  const refused: Refused[] = [];
  const unknown: string[] = [];
  const notRefused: Others['notRefused'][number][] = [];
  for (const id of ids) {
    const shown = await operator.show(id);
    if (!shown) unknown.push(id);
    else if (shown.outcome !== 'refused') notRefused.push({ id, outcome: shown.outcome });
    else refused.push(refusedOf(shown));
  }
  return { refused, unknown, notRefused };
}

const refusedOf = (shown: ShownDelivery): Refused => ({
  id: shown.id,
  store: storeKey(shown),
  customer: shown.customer,
  reason: shown.reason?.text ?? null,
  left: leftOfDiscarded(shown),
});

function told({ paint }: Frame, refused: readonly Refused[], { unknown, notRefused }: Others) {
  return [
    ...unknown.map((id) => `${id}: no such delivery. A message without a log was never tried: redrive it.`),
    ...notRefused.map(
      ({ id, outcome }) => `${id}: it is ${outcome}. What of it is in the DLQ ends when it is redriven.`,
    ),
    ...(refused.length === 0
      ? ['There is nothing to discard.']
      : [
          `To discard: ${countText(refused.length, 'delivery')}`,
          ...table(
            paint,
            ['delivery', 'store', 'customer', 'reason', 'what was received is then'],
            refused.map(({ id, store, customer, reason, left }) => [
              id,
              store,
              customer ?? '-',
              reason ?? '',
              leftText[left],
            ]),
          ),
          discardConsequence,
        ]),
  ];
}

function ended({ each, looked }: DiscardResult): readonly string[] {
  const done = each.filter(({ discarded }) => discarded.kind === 'discarded');
  const messages = done.reduce((sum, { deleted }) => sum + deleted, 0);
  return [
    `${countText(done.length, 'delivery')} discarded; of ${countText(looked, 'message')} in the DLQ, ${messages} deleted.`,
    ...each.flatMap(({ id, discarded, deleted }) => {
      if (discarded.kind !== 'discarded') return `${id}: somebody tried it meanwhile, so it was left.`;
      return deleted > 0
        ? []
        : `${id}: no message of it was seen. One that shows later ends when it is redriven, or with this command again.`;
    }),
  ];
}

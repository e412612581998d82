import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { storeKey } from '../../lambda/store-name';
import type { Origin } from '../../operator/core/answers/shown-delivery';
import { customerFields } from '../../operator/core/customer-fields';
import { mapToday } from '../../operator/core/mapped-today';
import { maskedCustomer } from '../../operator/core/masking';
import { originsOf } from '../../operator/core/origins';
import { countText } from '../../operator/core/text/quantities';
import { type ToldReason, toldReason } from '../../operator/core/told-reason';
import { wholeFrom } from '../arguments';
import { capturedEvent } from '../captured-event';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import { addStoreFilters, type Filters, filterOf } from '../filters';
import type { Frame } from '../frame';
import { table } from '../print';
import { chosenStore } from '../stores';
import { shownDelivery } from './show';

interface Options extends Filters {
  readonly delivery?: string;
  readonly diff?: true;
  readonly header: readonly string[];
  readonly limit: number;
  readonly reveal?: true;
}

/** How the checked-out code and settings map an event. Nothing is sent anywhere. */
export function map(frame: Frame): Command {
  const command = bridgeCommand(
    'map',
    'ReadOnlyPolicy',
    'what would be sent to Masivo, field by field, and where each value comes from',
  )
    .argument('[file]', 'the body of a webhook, or - to have it piped in; with --source or --store')
    .option('--delivery <id>', 'the event of this delivery, instead of a file')
    .option('--header <header>', "of the file's webhook, as 'X-Topic: customers/update'", added, [])
    .option('--diff', 'compare what was sent with how it would be mapped now, instead of a file')
    .option('--limit <n>', 'compare at most so many', wholeFrom(1, 100_000), 1000)
    .option('--reveal', 'show personal data, too; of the ledger, that you did is recorded');
  return addStoreFilters(command, frame.terminal.now)
    .addHelpText(
      'after',
      'For a file nothing is needed but the config. With --reveal, and with --diff where the version or mapping.ts is not the deployed one, the OperatorPolicy, too.',
    )
    .action((file: string | undefined, options: Options) => {
      const { delivery, diff } = options;
      if ([file, delivery, diff].filter((each) => each !== undefined).length !== 1) {
        throw new CommandError('usage', 'Give one of: a file, --delivery, or --diff.');
      }
      if (diff) return differences(frame, options);
      return file === undefined ? ofDelivery(frame, delivery ?? '', options) : ofFile(frame, file, options);
    });
}

const added = (header: string, before: readonly string[]) => [...before, header];

interface MappedEvent {
  readonly store: string;
  readonly customer: Readonly<Record<string, unknown>> | null;
  readonly unmapped: ToldReason | null;
  readonly origins: readonly Origin[];
}

async function ofDelivery(frame: Frame, id: string, { reveal = false }: { reveal?: boolean }): Promise<void> {
  const { source, store, mapped, unmapped, origins } = await shownDelivery(frame, id, reveal);
  answer(frame, { store: storeKey({ source, store }), customer: mapped, unmapped, origins });
}

async function ofFile(frame: Frame, file: string, options: Options): Promise<void> {
  const store = chosenStore(await frame.settings(), options);
  const body = file === '-' ? Buffer.from(await frame.terminal.readInput()) : contentOf(file);
  const event = capturedEvent(body, options.header, store, frame.terminal.now());
  const readable = { ...event, mapping: await frame.mapping() };
  const mapped = mapToday(readable);
  answer(frame, {
    store: storeKey(store),
    origins: originsOf(readable),
    ...(mapped.kind === 'unmapped'
      ? { customer: null, unmapped: toldReason(mapped.reason) }
      : { customer: options.reveal ? mapped.customer : maskedCustomer(mapped.customer), unmapped: null }),
  });
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandError('usage', `${file} cannot be read (${String(error).replace(/^Error: /, '')}).`);
  }
}

/** What is sent for a thin event is known only once its customer was read: it is no event for which nothing is sent. */
const notMapped = (reason: ToldReason | null) =>
  reason?.code === 'customer-to-read'
    ? `${reason.text}. \`map\` does not read it there; \`show\` lists what a delivery sent.`
    : `nothing would be sent. ${reason?.text}.`;

/** Ends with 1 where nothing can be mapped, for scripts. */
function answer(frame: Frame, event: MappedEvent): void {
  if (!event.customer) frame.fail();
  frame.answer(event, () => {
    if (!event.customer) return [`${event.store}: ${notMapped(event.unmapped)}`];
    const from = new Map(event.origins.map((origin) => [origin.to, origin.from]));
    return table(
      frame.paint,
      ['Masivo', 'value', 'from'],
      [...customerFields(event.customer)].map(([field, value]) => [
        field,
        text(value),
        from.get(field)?.join(', ') || frame.paint.dim(value === null ? 'nothing' : 'fixed'),
      ]),
    );
  });
}

/** Ends with 1 where something differs, as `diff` does. */
async function differences(frame: Frame, options: Options): Promise<void> {
  const { limit, reveal = false } = options;
  const operator = await frame.operator();
  const compared = await operator.compareMapping(
    { ...(await filterOf(options, frame.terminal)), limit },
    { reveal },
  );
  if (compared.differences.length > 0) frame.fail();
  frame.answer(compared, () => [
    ...(compared.differences.length === 0
      ? []
      : table(
          frame.paint,
          ['delivery', 'store', 'field', 'sent', 'now'],
          compared.differences.flatMap(({ id, fields, before, unmapped, ...store }) =>
            unmapped === null && before === null
              ? fields.map(({ field, sent, mapped }) => [
                  id,
                  storeKey(store),
                  field,
                  text(sent),
                  text(mapped),
                ])
              : [[id, storeKey(store), 'all', nothingFor(before), nothingFor(unmapped)]],
          ),
        )),
    `${countText(compared.compared, 'delivery')} compared, ${compared.differences.length} differ.`,
    ...(compared.otherIds === 0
      ? []
      : [`${compared.otherIds} would get another ID in Masivo, and keep theirs: it is fixed.`]),
    ...(compared.unknown === 0
      ? []
      : [`${compared.unknown} not compared: a later one of the same shopper counts, or nothing was sent.`]),
    ...(compared.more ? ['There are more: raise --limit, or narrow them down.'] : []),
  ]);
}

const nothingFor = (reason: ToldReason | null) =>
  reason === null ? 'a customer' : `nothing: ${reason.text}`;

const text = (value: unknown) =>
  value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);

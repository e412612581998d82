import type { Command } from 'commander';
import { customerKey, storeKey } from '../../lambda/store-name';
import type { InMasivo } from '../../operator/core/answers/in-masivo';
import type { CustomerEvent, ShownCustomer } from '../../operator/core/answers/shown-customer';
import { customerEventText, differenceText, pointsText } from '../../operator/core/text/customer';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { consentFacts, factLines, outcomeIn, seconds, table } from '../print';
import { customerNamed } from './release';

/** One customer's whole story, and what Masivo shows now. */
export function customer(frame: Frame): Command {
  return bridgeCommand(
    'customer',
    'ReadOnlyPolicy',
    'all that the bridge knows of one customer, newest first, and what Masivo shows now',
  )
    .argument('<customer>', 'source/store/id, as `held` lists it')
    .option('--no-masivo', 'without asking Masivo')
    .addHelpText('after', 'Asking Masivo takes a request or two of its limit.')
    .action(async (text: string, { masivo }: { masivo: boolean }) => {
      const name = customerNamed(text);
      const operator = await frame.operator();
      const [known, inMasivo] = await Promise.all([
        operator.customer(name),
        masivo ? operator.inMasivo(name) : null,
      ]);
      frame.answer({ customer: known ?? null, inMasivo }, () => [
        ...(known
          ? knownLines(frame, known)
          : [`${customerKey(name)}: the ledger of ${frame.options.env} knows no such customer.`]),
        ...(inMasivo ? ['', ...masivoLines(frame.paint, inMasivo)] : []),
      ]);
      if (!known) frame.fail();
    });
}

function knownLines({ paint }: Frame, known: ShownCustomer): readonly string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['customer', [customerKey(known), known.maskedEmail ?? ''].join('  ').trim()],
    ['in Masivo', known.masivoId],
    ['stands', known.standing],
    ['waits', known.waiting && `for a decision (${known.waiting.kind}): see \`release\` and \`link\``],
    ['owner', known.owner && customerKey(known.owner)],
    ['merged', known.mergedInto && `into ${customerKey(known.mergedInto)}`],
    ['carries', known.links.length === 0 ? null : known.links.join(', ')],
    ...consentFacts(known.consent),
  ];
  return [
    ...factLines(paint, facts),
    '',
    ...table(
      paint,
      ['when', 'what', 'delivery', 'details'],
      known.timeline.map((event) => [seconds(event.at), ...columnsOf(event, paint)]),
    ),
    ...(known.actsSince === null
      ? []
      : [`what operators did before ${seconds(known.actsSince)} is not in it: actions --limit 1000`]),
    ...(known.more ? [`older: deliveries --store ${storeKey(known)} --customer ${known.customer}`] : []),
  ];
}

function columnsOf(event: CustomerEvent, paint: Frame['paint']): readonly [string, string, string] {
  const text = customerEventText(event, seconds);
  switch (event.kind) {
    case 'delivery': {
      const { id, outcome, reason } = event.delivery;
      return [outcomeIn(paint, outcome), id, [reason?.text, text].filter(Boolean).join('; ')];
    }
    case 'consent':
    case 'link':
    case 'release':
      return [event.kind, event.delivery ?? '-', text];
    case 'since':
      return ['state', '-', event.reason ? `${text} ${event.reason.text}` : text];
    case 'deletion':
    case 'merge':
    case 'erasure':
    case 'act':
      return [event.kind, '-', text];
    default:
      return event satisfies never;
  }
}

function masivoLines(paint: Frame['paint'], shown: InMasivo): readonly string[] {
  const title = paint.dim('in Masivo now');
  if (shown.kind === 'unknown')
    return [title, `  not known: ${shown.why.text}`, ...(shown.fix ? [`  ${shown.fix}`] : [])];
  if (shown.kind === 'other') {
    const { shopper } = shown;
    return [
      title,
      `  a customer with the ID ${shown.id}, ${shopper ? `the shopper ${customerKey(shopper)}` : 'of no shopper that its metadata names'}`,
      ...(shopper ? [`  \`customer ${customerKey(shopper)}\` shows all of it`] : []),
    ];
  }
  if (shown.kind === 'missing' && shown.unasked)
    return [title, '  nobody has brought this shopper to Masivo, so no ID there is known'];
  const facts =
    shown.kind === 'missing'
      ? [`  no customer with the ID ${shown.id}`]
      : [
          `  ID ${shown.id}, status ${shown.status ?? 'not shown'}, tier ${shown.tier ?? 'none'}, ${pointsText(shown.points)}`,
          `  wallet ${shown.walletId ?? 'not shown'}`,
        ];
  const { differences } = shown;
  return [
    title,
    ...facts,
    '',
    ...(differences.length === 0
      ? ['  It is as the bridge knows it.']
      : table(
          paint,
          ['differs', 'the bridge', 'Masivo'],
          differences.map(({ field, bridge, masivo }) => [
            field,
            differenceText(bridge),
            differenceText(masivo),
          ]),
        )),
  ];
}

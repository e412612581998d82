import type { CensusEntry, CensusKind } from '../../operator/core/answers/census';
import { inMasivoKinds } from '../../operator/core/answers/census';
import { countText, durationText, numberText } from '../../operator/core/text/quantities';
import { settledOutcomes } from '../../operator/core/text/replay-preview';
import type { LineSpan } from '../backfill/engine/tally';
import type { Frame } from '../frame';
import { table } from '../print';
import { type CensusCount, isRemainder } from './count';
import type { WayHome } from './home';
import { type ProvisionalReason, provisionalLines } from './provisional';
import type { SampleDifference, Sampled } from './sample';

/** What a census answers. */
export interface CensusAnswer {
  readonly store: string;
  readonly read: number;
  readonly ms: number;
  readonly counts: readonly CensusCount[];
  /** The first of those whom nothing explains; the report has all. */
  readonly remainder: readonly CensusEntry[];
  readonly sample: Sampled;
  readonly waysHome: readonly WayHome[];
  /** Why some count as missing who wait on the queue; empty where nothing holds them there. */
  readonly provisional: readonly ProvisionalReason[];
  /** Rows of a CSV file that are no customers. */
  readonly leftOut: LeftOut;
  readonly report: string;
}

export interface LeftOut {
  readonly rows: number;
  /** Where the first of them are. */
  readonly lines: readonly LineSpan[];
}

/** So many are on the screen. */
export const mostShown = 20;

const texts: Readonly<Record<CensusKind, string>> = {
  'in-masivo': '',
  given: 'Given to Masivo without rewards, until its next event',
  linked: '',
  'no-email': '',
  ignored: '',
  held: '',
  gone: '',
  unlinked: '',
  refused: '',
  erased: '',
  deleted: '',
  merged: '',
  'under-way': 'A delivery is being tried',
  recent: 'Signed up within the last half hour',
  missing: '',
  changed: 'In Masivo; the store has changed what no event told',
  'still-listed': '',
};

/** A census for people: what explains how many, then what is left and what brings it home. */
export function censusLines(frame: Pick<Frame, 'paint'>, answer: CensusAnswer): readonly string[] {
  const { counts, read, sample, remainder, waysHome, report, ms } = answer;
  const sum = (isOf: (count: CensusCount) => boolean) =>
    counts.filter(isOf).reduce((total, { count }) => total + count, 0);
  const open = sum(isRemainder);
  const inMasivo = sum(({ kind }) => inMasivoKinds.some((each) => each === kind));
  const differences = sample.differences.slice(0, mostShown);
  return [
    ...provisionalLines(answer.provisional),
    ...table(
      frame.paint,
      ['shoppers', 'what', 'reason'],
      counts.map(({ kind, text, count }) => [numberText(count), kind, text || texts[kind]]),
    ),
    '',
    `${countText(read, 'shopper')} = ${numberText(inMasivo)} in Masivo + ${numberText(read - inMasivo - open)} explained + ${numberText(open)} left, in ${durationText(ms)}.`,
    ...sampleLines(sample),
    ...(open === 0 ? [] : ['', ...remainderLines(frame, remainder, open)]),
    ...(differences.length === 0 ? [] : ['', ...differenceLines(frame, differences, sample, answer.store)]),
    ...waysHome.flatMap(({ command, note }) => [
      '',
      ...(command ? [`npm run bridge -- ${command}`] : []),
      note,
    ]),
    ...(open + sample.differences.length === 0 ? [] : ['', `All of them, by id: ${report}`]),
  ];
}

function sampleLines({ asked, differences, unchangeable, awaiting, stopped }: Sampled): readonly string[] {
  return [
    ...(asked === 0 && !stopped
      ? []
      : [
          `${countText(asked, 'customer')} asked of Masivo: ${numberText(differences.length)} not as the ledger has them.${
            unchangeable === 0
              ? ''
              : ` ${numberText(unchangeable)} more with an e-mail, phone or country that Masivo's API cannot change.`
          }${awaiting === 0 ? '' : ` ${numberText(awaiting)} more who were migrated, without metadata: their next event brings it.`}`,
        ]),
    ...(stopped ? [`Masivo was not asked about all of the sample: ${stopped.text}`] : []),
  ];
}

const remainderLines = ({ paint }: Pick<Frame, 'paint'>, remainder: readonly CensusEntry[], open: number) => [
  ...table(
    paint,
    ['left', 'what', 'since', 'details'],
    remainder.map(({ customer, kind, reason, fields, at }) => [
      customer ?? '-',
      kind,
      at ?? '',
      reason?.text ?? fields.join(', '),
    ]),
  ),
  ...(open > remainder.length ? [`and ${numberText(open - remainder.length)} more`] : []),
];

const differenceLines = (
  { paint }: Pick<Frame, 'paint'>,
  shown: readonly SampleDifference[],
  { differences }: Sampled,
  store: string,
) => [
  ...table(
    paint,
    ['in Masivo', 'what', 'fields'],
    shown.map(({ customer, kind, fields }) => [customer, kind, fields.join(', ')]),
  ),
  ...(differences.length > shown.length ? [`and ${numberText(differences.length - shown.length)} more`] : []),
  `\`customer ${store}/ID\` shows one.`,
  ...(differences.every(({ withoutEvent }) => withoutEvent)
    ? []
    : [
        `\`replay --store ${store} --customer ID --outcome ${settledOutcomes.join()} --yes\` has Masivo asked and corrected.`,
      ]),
  ...(differences.some(({ withoutEvent }) => withoutEvent)
    ? [
        'Whom only a backfill brought has no delivery to replay: save the shopper in the store, whose event corrects Masivo.',
      ]
    : []),
];

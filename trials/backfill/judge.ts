import type { SendingTimes } from './sending-times';

/** What a long run took, and what was wrong with it. */
export interface LongRunReport extends SendingTimes {
  readonly customers: number;
  readonly everyMs: number;
  /** Of the time that it took to send, to what the rate limit sets. */
  readonly ratio: number;
  /** MB, of the backfill's process, by the tenth of the way. */
  readonly residentMb: readonly number[];
  readonly masivo: {
    readonly customers: number;
    readonly registrations: number;
    readonly consents: number;
    /** Customers that were sent to Masivo although it had them. */
    readonly skippedMigrations: number;
    readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  readonly violations: readonly string[];
}

/** What a run took, before it is judged. */
type LongRunFigures = Omit<LongRunReport, 'violations'>;

/** What is expected of a run. */
interface Expected {
  readonly exitCode: number | null;
  readonly customers: number;
  readonly consent: boolean;
}

/** What is wrong with a run. */
export function violationsOf(figures: LongRunFigures, expected: Expected): string[] {
  return [...wrongIn(figures, expected), ...slow(figures)];
}

function wrongIn({ masivo }: LongRunFigures, { exitCode, customers, consent }: Expected): string[] {
  return [
    ...(exitCode === 0 ? [] : [`the command ended with ${exitCode}`]),
    ...(masivo.customers === customers ? [] : [`Masivo has ${masivo.customers} customers`]),
    ...(masivo.registrations === 0 ? [] : [`${masivo.registrations} were rewarded`]),
    ...(masivo.skippedMigrations === 0 ? [] : [`${masivo.skippedMigrations} were given twice`]),
    ...(masivo.consents === (consent ? customers : 0) ? [] : [`${masivo.consents} have a consent record`]),
  ];
}

// In a short run the beginning weighs too much.
const judgedFrom = 100_000;
const mostRatio = 1.02;
const flat = 1.25;

function slow({ customers, ratio, residentMb }: LongRunFigures): string[] {
  if (customers < judgedFrom) return [];
  const [before, after] = [Math.max(...residentMb.slice(0, 5)), Math.max(...residentMb.slice(5))];
  return [
    ...(ratio <= mostRatio ? [] : [`it took ${ratio.toFixed(3)} times what the rate limit sets`]),
    ...(after <= before * flat ? [] : [`memory grows: ${before} MB at most, then ${after} MB`]),
  ];
}

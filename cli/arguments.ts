import { Argument, InvalidArgumentError } from 'commander';
import { type Outcome, outcomes } from '../lambda/delivery/outcome';
import { sources } from '../lambda/sources/registry';
import { parseStoreKey } from '../lambda/store-name';
import { CommandError } from './exit';

/** The sources there are, as help names them. */
export const sourceNames = [...sources.keys()].join(' or ');

/** The argument of a command that takes a source, also as `source/store`, or another name. */
export const sourceArgument = (name: string, what: string, others: readonly string[] = []): Argument => {
  const choices = [...sources.keys(), ...others];
  return new Argument(name, what).choices(choices).argParser((text: string) => {
    const source = parseStoreKey(text)?.source ?? text;
    if (choices.includes(source)) return text;
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
  });
};

/** Which store of a source is meant, behind the source. Every command of one store takes `--store`, too. */
export const storeArgument = ['[store]', 'where the source has more than one'] as const;
export const storeOption = ['--store <name>', 'the same as an option; or as source/store'] as const;

/** Argument parsers for commander: an invalid argument ends with a message and exit code 2. */

export function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

export const wholeFrom = (least: number, most: number) => (text: string) => {
  const number = whole(text);
  if (number < least || number > most) {
    throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
  }
  return number;
};

const unitMs = { m: 60_000, h: 3600_000, d: 24 * 3600_000 } as const;

/** `2026-11-24`, `2026-11-24T08:00:00Z`, or how long ago: `90m`, `24h`, `7d`. */
export const moment = (now: () => Date) => (text: string) => {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count && (unit === 'm' || unit === 'h' || unit === 'd')) {
    return new Date(now().getTime() - Number(count) * unitMs[unit]);
  }
  const date = fixed(text);
  if (date) return date;
  throw new InvalidArgumentError(
    'It has to be a time such as 2026-11-24 or 2026-11-24T08:00:00Z, or how long ago: 90m, 24h, 7d.',
  );
};

/** `2026-11-24` or `2026-11-24T08:00:00Z`: a fixed moment, so that the same command means the same again later. */
export function fixedMoment(text: string): Date {
  const date = fixed(text);
  if (date) return date;
  throw new InvalidArgumentError(
    'It has to be a time such as 2026-11-24 or 2026-11-24T08:00:00Z: given again, it has to mean the same.',
  );
}

function fixed(text: string): Date | undefined {
  // Without a zone the moment would depend on the machine.
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const date = new Date(iso ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** @throws CommandError for what is not the form of an ID: a short or mistyped one would be sought in vain. */
export function deliveryId(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  throw new CommandError('usage', `\`${text}\` is no delivery ID (32 hex digits).`);
}

/** One or several, separated by commas; given again, they add up. */
export function outcomeList(text: string, before: readonly Outcome[] = []): readonly Outcome[] {
  const named = text.split(',').map((word) => {
    const outcome = outcomes.find((known) => known === word.trim());
    if (!outcome) throw new InvalidArgumentError(`Outcomes are ${outcomes.join(', ')}.`);
    return outcome;
  });
  return [...new Set([...before, ...named])];
}

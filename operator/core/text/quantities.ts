const numbers = new Intl.NumberFormat('en-US');
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `1,200`. */
export const numberText = (number: number): string => numbers.format(number);

/** `1 delivery`, `1,200 deliveries`. @param many where it is not the plural of `one`. */
export const countText = (number: number, one: string, many = pluralOf(one)): string =>
  `${numberText(number)} ${number === 1 ? one : many}`;

const pluralOf = (one: string) => (/[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`);

/** `850 ms`, `3.2 s`, `45 s`; from a minute on the two largest units: `2 min 5 s`, `2 h 5 min`, `3 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${tenths.format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 'min', 60, 's');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 24 * 60) return twoUnits(minutes, 'h', 60, 'min');
  return twoUnits(Math.round(ms / 3600_000), 'd', 24, 'h');
}

function twoUnits(total: number, large: string, size: number, small: string): string {
  const whole = `${Math.floor(total / size)} ${large}`;
  return total % size === 0 ? whole : `${whole} ${total % size} ${small}`;
}

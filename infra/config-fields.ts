import * as v from 'valibot';
import { sources } from '../lambda/sources/registry';

/** CloudWatch Logs takes these numbers of days and no others. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653,
];

export const Name = v.pipe(
  v.string(),
  v.regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'lower-case letters, digits and dashes, beginning with a letter, 40 at most',
  ),
);
export const StoreName = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'a store is named with lower-case letters, digits and dashes, 40 at most',
  ),
);
export const SourceName = v.pipe(
  v.string(),
  v.check((name) => sources.has(name), `is not a source; there are ${[...sources.keys()].join(' and ')}`),
);
export const whole = (least: number, most: number) =>
  v.pipe(
    v.number('is not a number'),
    v.integer('is not a whole number'),
    v.minValue(least, `is less than ${least}`),
    v.maxValue(most, `is more than ${most}`),
  );
export const arn = (service: string, what: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `is not the ARN of ${what}`));
export const BaseUrl = v.pipe(
  v.string(),
  v.url('is not a URL'),
  v.startsWith('https://', 'has to begin with https://'),
  v.check((url) => !url.endsWith('/'), 'ends with a slash, which its paths bring themselves'),
);

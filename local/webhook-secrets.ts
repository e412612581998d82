import { profiles } from '../lambda/sources/profiles';

/** The environment variable that holds the local run's secrets of a source. */
export const secretVariable = (source: string): string =>
  `${source.toUpperCase().replaceAll('-', '_')}_WEBHOOK_SECRET`;

/** Publicly known, hence useful for the local run only. */
export const localSecrets: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...profiles].map(([name, { secret }]) => [name, [secret.local]]),
);

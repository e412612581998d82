import { parseEnvironment } from '../../infra/config/config';
import { ConfigError } from '../../infra/config/config-error';
import { checkEnvironments } from '../../infra/config/config-folder';
import { smallest } from './environments';
import type { Json } from './json';

/** The day on which the tests' environments are checked. */
export const today = new Date('2026-11-27T12:00:00Z');

/** Each as `field: what is wrong`, with its file where `withFile` says so. */
export function mistakes(work: () => unknown, withFile = false): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.files.flatMap(({ file, mistakes: all }) =>
        all.map(({ where, what }) => `${withFile ? `${file}: ` : ''}${where}: ${what}`),
      );
    }
    throw error;
  }
  return [];
}

/** A config that no TypeScript would let through. */
export const wrong = (change: (config: Json) => void, name = 'dev') => {
  const config: Json = structuredClone(smallest());
  change(config);
  return mistakes(() => checkEnvironments([parseEnvironment(name, config)], today));
};

/** Where the mistakes are, and what was meant. */
export function meant(change: (config: Json) => void): readonly (readonly [string, string | undefined])[] {
  const config: Json = structuredClone(smallest());
  change(config);
  try {
    parseEnvironment('dev', config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.files.flatMap((file) => file.mistakes.map((mistake) => [mistake.where, mistake.meant]));
  }
  return [];
}

import { parseEnvironment } from '../../infra/config/config';
import { ConfigError } from '../../infra/config/config-error';
import { checkEnvironments } from '../../infra/config/config-folder';
import { smallest } from './environments';
import type { Json } from './json';

export function mistakes(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

/** A config that no TypeScript would let through. */
export const wrong = (change: (config: Json) => void, name = 'dev') => {
  const config: Json = structuredClone(smallest());
  change(config);
  return mistakes(() => checkEnvironments([parseEnvironment(name, config)]));
};

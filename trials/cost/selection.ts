import { resolve } from 'node:path';
import { chosenByVariables } from '../../infra/config/chosen-environment';
import type { Environment } from '../../infra/config/config';
import { readConfigFolder } from '../../infra/config/config-folder';
import { type PricedRegion, pricedRegions } from './prices';

/** Why nothing can be worked out: the message is all that is shown of it. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}

export interface Priced {
  readonly environment: Environment;
  readonly region: PricedRegion;
}

/**
 * The environments of a config folder, or the one that is named.
 * @throws SelectionError where there is none of that name, or where the prices of a region are not known.
 * @throws ConfigError for a folder that cannot be deployed.
 */
export function selected({ config, env }: { readonly config?: string; readonly env?: string }): Priced[] {
  const folder = resolve(config ?? chosenByVariables(process.env).config);
  const all = readConfigFolder(folder);
  const chosen = env === undefined ? all : all.filter(({ name }) => name === env);
  if (chosen.length === 0) {
    const names = all.map(({ name }) => name).join(', ');
    throw new SelectionError(`${folder} has no environment ${env}; it has ${names}.`);
  }
  const priced = chosen.flatMap((environment) => {
    const region = pricedRegions.find((each) => each === environment.aws.region);
    return region === undefined ? [] : [{ environment, region }];
  });
  const unpriced = chosen.filter(({ name }) => !priced.some(({ environment }) => environment.name === name));
  if (unpriced.length > 0) {
    const where = unpriced.map(({ name, aws }) => `${name} is in ${aws.region}`).join(', ');
    throw new SelectionError(
      `${where}: trials/cost/prices.ts has prices for ${pricedRegions.join(', ')} only. Add the region there.`,
    );
  }
  return priced;
}

import { join } from 'node:path';
import type { Environment } from '../../infra/config/config';
import { readConfigFolder } from '../../infra/config/config-folder';
import { costsOf } from './costs-of';
import type { EnvironmentCost } from './environment-cost';

/** The committed example. */
const exampleFolder = join(__dirname, '..', '..', 'infra', 'environments');

type Example = 'dev' | 'prod';

export function exampleEnvironment(name: Example): Environment {
  const environment = readConfigFolder(exampleFolder).find((each) => each.name === name);
  if (!environment) throw new Error(`infra/environments/ has no environment ${name}`);
  return environment;
}

/** What an example environment costs. */
export async function exampleCost(name: Example, scratch: string): Promise<EnvironmentCost> {
  const [cost] = await costsOf([exampleEnvironment(name)], scratch);
  if (!cost) throw new Error('An environment has no cost');
  return cost;
}

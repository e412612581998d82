import { join } from 'node:path';
import { readConfigFolder } from '../../infra/config/config-folder';
import { type CostFolders, costsOf } from './costs-of';
import type { EnvironmentCost } from './environment-cost';

/** The committed example. */
const exampleFolder = join(__dirname, '..', '..', 'infra', 'environments');

/** What an example environment costs. */
export async function exampleCost(name: 'dev' | 'prod', folders: CostFolders): Promise<EnvironmentCost> {
  const chosen = readConfigFolder(exampleFolder).filter((environment) => environment.name === name);
  const [cost] = await costsOf(chosen, folders);
  if (!cost) throw new Error(`infra/environments/ has no environment ${name}`);
  return cost;
}

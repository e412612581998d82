import { join } from 'node:path';
import { readConfigFolder } from '../../infra/config/config-folder';
import { type CostFolders, costsOf } from './costs-of';
import type { EnvironmentCost } from './environment-cost';

/** The committed example. */
export const exampleFolder = join(__dirname, '..', '..', 'infra', 'environments');

/** What the example environment `prod` costs. */
export async function exampleProdCost(folders: CostFolders): Promise<EnvironmentCost> {
  const prod = readConfigFolder(exampleFolder).filter(({ name }) => name === 'prod');
  const [cost] = await costsOf(prod, folders);
  if (!cost) throw new Error('infra/environments/ has no environment prod');
  return cost;
}

import { doTasks } from '../explore/processes';
import { explore } from './explore';
import { parts } from './parts';
import type { ExploreResult, ExploreTask } from './run';

const all = parts();

doTasks(async ({ part, story, prefix, left }: ExploreTask): Promise<ExploreResult> => {
  const told = all[part]?.stories[story];
  if (!told) throw new Error(`There is no story ${story} in part ${part}`);
  const { ends, ...explored } = await explore(told, prefix, left);
  return { part, story, ...explored, ends: [...ends] };
});

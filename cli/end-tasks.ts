import { storeKey } from '../lambda/store-name';
import type { InMasivo } from '../operator/core/answers/in-masivo';
import type { OpenTask } from '../operator/core/answers/tasks';
import type { Operator } from '../operator/core/operator';
import { countText } from '../operator/core/text/quantities';
import { taskAbout, taskTexts } from '../operator/core/text/task';

/** Of a task that asks for a deletion in Masivo: whether the customer is still there; null where nobody asked. */
type Still = 'there' | 'deleted' | 'unknown' | null;

interface NamedTask {
  readonly task: OpenTask;
  readonly still: Still;
  /** Why Masivo could not be asked. */
  readonly why: string | null;
}

export interface EndedTasks {
  readonly done: boolean;
  readonly ended: readonly string[];
  /** Masivo still has the customer whom the task asks to delete: it stays open. */
  readonly stillInMasivo: readonly string[];
  readonly unknown: readonly string[];
  /** What is open of what was named. */
  readonly tasks: readonly NamedTask[];
}

export interface EndTasksDeps {
  readonly operator: Pick<Operator, 'tasks' | 'endTask' | 'inMasivoById'>;
  /** Whether Masivo is asked: where it still has the customer, the task is not ended. */
  readonly asksMasivo: boolean;
  readonly yes: boolean;
}

/** Looks at the tasks that are named, and with `yes` ends them. Nothing opens an ended task again. */
export async function endTasks(
  ids: readonly string[],
  { operator, asksMasivo, yes }: EndTasksDeps,
): Promise<EndedTasks> {
  const named = [...new Set(ids)];
  const open = await operator.tasks({});
  const tasks: NamedTask[] = [];
  for (const task of open.tasks) {
    if (named.includes(task.id)) tasks.push({ task, ...(await lookFor(task, asksMasivo ? operator : null)) });
  }
  const stillInMasivo = tasks.filter(({ still }) => still === 'there').map(({ task }) => task.id);
  const isListed = (id: string) => tasks.some(({ task }) => task.id === id);
  // The list is not endless, and somebody may end a task meanwhile: `operate` has the last word on both.
  const possible = named.filter((id) => !stillInMasivo.includes(id));
  if (!yes) {
    const unknown = open.more ? [] : named.filter((id) => !isListed(id));
    return { done: false, ended: [], stillInMasivo, unknown, tasks };
  }
  const ended: string[] = [];
  for (const id of possible) if ((await operator.endTask(id)) === 'ended') ended.push(id);
  const unknown = possible.filter((id) => !ended.includes(id));
  return { done: true, ended, stillInMasivo, unknown, tasks };
}

async function lookFor(
  { kind, customer, source, store }: OpenTask,
  operator: Pick<Operator, 'inMasivoById'> | null,
): Promise<Omit<NamedTask, 'task'>> {
  if (kind !== 'masivo-erasure' || customer === null || !operator) return { still: null, why: null };
  const shown: InMasivo = await operator.inMasivoById({ source, store, customer });
  switch (shown.kind) {
    case 'there':
    case 'other':
      return { still: 'there', why: null };
    case 'missing':
      return { still: 'deleted', why: null };
    case 'unknown':
      return { still: 'unknown', why: shown.why.text };
    default:
      return shown satisfies never;
  }
}

/** The same for people. */
export function endedLines({ done, ended, stillInMasivo, unknown, tasks }: EndedTasks): readonly string[] {
  const about = tasks.flatMap(({ task, still, why }) => [
    `${task.id}  ${task.kind}  ${taskAbout(task) || storeKey(task)}`,
    `  ${taskTexts[task.kind]}`,
    ...stillLines(still, why),
  ]);
  const missing = unknown.map((id) => `${id} is no open task: \`held\` lists those.`);
  const left = stillInMasivo.map(
    (id) => `${id} stays open: Masivo still has the customer. --no-masivo ends it without asking Masivo.`,
  );
  if (done) return [...about, ...ended.map((id) => `${id} is done.`), ...left, ...missing];
  const count = tasks.length - stillInMasivo.length;
  const last =
    count > 0
      ? [`Nothing was done. --yes ends ${countText(count, 'task')}: nothing lists an ended task again.`]
      : [];
  return [...about, ...left, ...missing, ...last];
}

function stillLines(still: Still, why: string | null): readonly string[] {
  switch (still) {
    case 'there':
      return ['  Masivo still has a customer with this ID.'];
    case 'deleted':
      return ['  Masivo has no customer with this ID any more.'];
    case 'unknown':
      return [`  Whether Masivo still has the customer is not known: ${why}`];
    case null:
      return [];
    default:
      return still satisfies never;
  }
}

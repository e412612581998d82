import { type Command, Option } from 'commander';
import { type Attention, attentions } from '../../lambda/ledger/customer-item';
import { type TaskKind, taskKinds } from '../../lambda/ledger/task';
import { customerKey } from '../../lambda/store-name';
import type { OpenTasks } from '../../operator/core/answers/tasks';
import type { WaitingPage, WaitingQuery } from '../../operator/core/answers/waiting';
import { taskAbout, taskTexts } from '../../operator/core/text/task';
import { sourceNames } from '../arguments';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { nextPage, type Page, paged } from '../paged';
import { seconds, table } from '../print';
import { split } from '../stores';

export interface WaitingFilters {
  readonly source?: string;
  readonly store?: string;
  readonly kind?: Attention;
}

const kindOption = (kinds: readonly string[]) => new Option('--kind <kind>', 'why they wait').choices(kinds);

const addStoreFilters = (command: Command) =>
  command
    .option('--source <name>', sourceNames)
    .option('--store <name>', 'the name of the store, or source/store');

export const addWaitingFilters = (command: Command) =>
  addStoreFilters(command).addOption(kindOption(attentions));

/** @throws CommandError where source and store contradict each other. */
export const waitingFilterOf = (
  filters: WaitingFilters,
): Omit<WaitingQuery, 'limit' | 'before'> & {
  readonly source?: string;
  readonly store?: string;
} => ({
  ...split(filters),
  ...(filters.kind ? { kind: filters.kind } : {}),
});

interface HeldOptions extends Omit<WaitingFilters, 'kind'>, Page {
  readonly kind?: Attention | TaskKind;
}

/** Customers that wait for a decision: `release` and `link` decide on them; and tasks, which `done` ends. */
export function held(frame: Frame): Command {
  const command = bridgeCommand(
    'held',
    'ReadOnlyPolicy',
    'list tasks with their due dates, and customers that wait for a decision, newest first: held by the flood guard, gone from Masivo, not linked, or merged in the store',
  );
  addStoreFilters(command).addOption(kindOption([...attentions, ...taskKinds]));
  return paged(command).action(async ({ limit, before, kind, ...filters }: HeldOptions) => {
    const operator = await frame.operator();
    const attention = attentions.find((each) => each === kind);
    const task = taskKinds.find((each) => each === kind);
    const of = waitingFilterOf(filters);
    const listsTasks = attention === undefined && before === undefined;
    const [page, open] = await Promise.all([
      task ? nobody : operator.waiting({ ...of, kind: attention, limit, before }),
      listsTasks ? operator.tasks({ ...of, kind: task }) : noTasks,
    ]);
    frame.answer({ ...page, ...open }, () => [
      ...taskLines(frame, open),
      ...(task || (page.customers.length === 0 && open.tasks.length > 0) ? [] : lines(frame, page)),
    ]);
    if (page.next !== undefined) frame.terminal.err(nextPage(command, page.next));
  });
}

const nobody: WaitingPage = { customers: [] };
const noTasks: OpenTasks = { tasks: [], more: false };

function taskLines({ paint, terminal }: Frame, { tasks, more }: OpenTasks): readonly string[] {
  if (tasks.length === 0) return [];
  const now = terminal.now().toISOString();
  return [
    ...table(
      paint,
      ['due', 'task', 'about', 'id', 'to do'],
      tasks.map((each) => [
        each.due < now ? paint.red(`${seconds(each.due)} overdue`) : seconds(each.due),
        each.kind,
        taskAbout(each),
        each.id,
        taskTexts[each.kind],
      ]),
    ),
    ...(more ? ['and more'] : []),
    '',
  ];
}

function lines({ paint }: Frame, { customers }: WaitingPage): readonly string[] {
  if (customers.length === 0) return ['none'];
  return table(
    paint,
    ['since', 'kind', 'customer', 'e-mail', 'newest delivery'],
    customers.map((each) => [
      seconds(each.since),
      paint.red(each.kind),
      customerKey(each),
      each.maskedEmail ?? '-',
      each.delivery ?? '-',
    ]),
  );
}

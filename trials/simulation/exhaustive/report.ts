import { type ViolationKind, violationKinds } from '../judge/violation';
import { effectText } from '../kernel/network';
import { violationLine } from '../report';
import type { Decision } from './decisions';
import { runScheduled } from './explore';
import type { PartResult } from './run';

/** Bound, schedules and states of each part, the shortest schedule of each kind of violation, and the sum last. */
export async function exhaustiveLines(results: readonly PartResult[]): Promise<string[]> {
  const lines = results.map(({ part, schedules, points, ends, violating }) =>
    [
      `${part.name}: ${part.stories.length} stories`,
      `${schedules} schedules through ${points} states at calls to ${ends.size} different ends`,
      `${violating} with violations`,
    ].join(', '),
  );
  const examples: string[] = [];
  for (const kind of violationKinds) examples.push(...(await exampleOf(kind, results)));
  const sum = (of: (result: PartResult) => number) => results.reduce((all, result) => all + of(result), 0);
  const schedules = sum((result) => result.schedules);
  const deliveries = sum((result) => result.deliveries);
  const violating = sum((result) => result.violating);
  return [
    'No schedule is cut, but for those that differ in calls that commute with all others (exhaustive/decisions.ts).',
    ...lines,
    ...examples,
    `${schedules} schedules, ${deliveries} deliveries, ${violating} violations`,
  ];
}

async function exampleOf(kind: ViolationKind, results: readonly PartResult[]): Promise<string[]> {
  const found = results.flatMap(({ part, found: all }) =>
    all.flatMap(({ story, found: one }) => {
      const told = part.stories[story];
      const isOfKind = one.violations.some((violation) => violation.kind === kind);
      return told && isOfKind ? [{ told, decisions: one.decisions }] : [];
    }),
  );
  const [shortest] = found.sort((a, b) => a.decisions.length - b.decisions.length);
  if (!shortest) return [];
  const { told, decisions } = shortest;
  const { schedule, violations } = await runScheduled(told, decisions, true);
  return [
    '',
    `${kind}, with ${told.name}:`,
    ...decisions.map((decision) => `  ${decisionText(decision)}`),
    ...schedule,
    ...violations.map(violationLine),
    '',
  ];
}

function decisionText(decision: Decision): string {
  const what =
    decision.do === 'preempt' ? `preempted, and kept ${decision.kept}` : effectText(decision.effect);
  return `call ${decision.at}: ${what}`;
}

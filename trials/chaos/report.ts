import type { FaultKind } from './faults';
import type { ChaosReport } from './run-options';
import { violationKinds } from './violations';

export function violationsIn({ violations, leaks }: ChaosReport): number {
  return violationKinds.reduce((sum, kind) => sum + violations[kind].length, leaks.length);
}

/** A run of so many events or more exercises every kind of fault: one that it did not proves nothing. */
const exercisesAllFrom = 5000;

export const notExercised = ({ events, faults, isWhole }: ChaosReport): readonly FaultKind[] =>
  events < exercisesAllFrom || !isWhole
    ? []
    : [...faults].flatMap(([kind, count]) => (count === 0 ? [kind] : []));

const shownIds = 10;

/** The report as people read it: what was broken, what it cost, and what it did to shoppers. */
export function reportLines(report: ChaosReport): string[] {
  const perEvent = (count: number) => (count / report.events).toFixed(2);
  const row = (name: string, value: string | number) => `  ${name.padEnd(28)}${String(value).padStart(10)}`;
  return [
    'run',
    row('events sent', report.events),
    row('shoppers', report.shoppers),
    row('shoppers erased', report.erased),
    row('seconds', report.seconds.toFixed(0)),
    row('events a second', (report.events / report.seconds).toFixed(0)),
    row('attempts per event', perEvent(report.attempts)),
    row('requests to Masivo per event', perEvent(report.masivoRequests)),
    row('attempts that end held', report.held),
    row('messages redriven', report.redriven),
    row('messages in the DLQ', report.deadLetters),
    row('webhooks lost', report.lost),
    row('shoppers in the census', report.listed),
    ...(report.reconciled
      ? [
          row('reconciliations', report.reconciled.runs),
          row('of these not ended', report.reconciled.failed),
          row('periods after the last fault', report.reconciled.periods),
          row('changes found', report.reconciled.found),
          row('changes fed', report.reconciled.fed),
        ]
      : []),
    'faults',
    ...[...report.faults].map(([kind, count]) => row(kind, count)),
    ...notExercised(report).map((kind) => `  never exercised: ${kind}`),
    'violations',
    ...violationKinds.flatMap((kind) => {
      const ids = report.violations[kind];
      const more = ids.length > shownIds ? `, and ${ids.length - shownIds} more` : '';
      return [
        row(kind, ids.length),
        ...(ids.length > 0 ? [`    ${ids.slice(0, shownIds).join(', ')}${more}`] : []),
      ];
    }),
    row('log lines that leak', report.leaks.length),
    ...(report.leaks.length > 0 ? [`    ${[...new Set(report.leaks)].join(', ')}`] : []),
  ];
}

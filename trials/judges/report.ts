import type { Verdict } from './judge';

const shownFailures = 20;

export function verdictLines(verdict: Verdict): string[] {
  const { what, by } = verdict;
  if (verdict.kind === 'skipped') return [`skipped  ${what}, by ${by}: ${verdict.why}`];
  const { checks, unit, failures } = verdict;
  const more = failures.length - shownFailures;
  return [
    `${failures.length === 0 ? 'passed ' : 'FAILED '}  ${what}, by ${by}: ${checks} ${unit}, ${failures.length} failed`,
    ...failures.slice(0, shownFailures).map((failure) => `           ${failure}`),
    ...(more > 0 ? [`           and ${more} more`] : []),
  ];
}

/** The last line of a run. */
export function sumLine(verdicts: readonly Verdict[]): string {
  const judged = verdicts.filter((verdict) => verdict.kind === 'judged');
  const skipped = verdicts.length - judged.length;
  const by = [...new Set(judged.map((verdict) => verdict.by))].join('; ');
  const total = (unit: string) =>
    judged.filter((verdict) => verdict.unit === unit).reduce((sum, { checks }) => sum + checks, 0);
  const counts = ['tests', 'webhooks', 'calls'].map((unit) => `${total(unit)} ${unit}`).join(', ');
  const failures = judged.reduce((sum, each) => sum + each.failures.length, 0);
  return `judged: ${counts} by ${by || 'nobody'}; ${failures} failed, ${skipped} skipped`;
}

/** 1 when a judge found something, or when one is missing that had to be there. */
export function exitCodeOf(verdicts: readonly Verdict[], skipsCount: boolean): number {
  const failed = verdicts.some((verdict) => verdict.kind === 'judged' && verdict.failures.length > 0);
  return failed || (skipsCount && verdicts.some(({ kind }) => kind === 'skipped')) ? 1 : 0;
}

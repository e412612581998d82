import type { Environment } from '../config/config';

/** The address of a page of the runbook: where the merchant publishes it, else its path in the repository. */
export function runbookPage({ alarms }: Environment, page: string): string {
  return `${(alarms.runbook ?? 'docs/operate').replace(/\/$/, '')}/${page}`;
}

import type { Environment } from '../config/config';

/** The sections of docs/operate/alarms.md. Mails of deployed alarms link them, so they are not renamed. */
export type RunbookSection =
  | 'webhooks-fail'
  | 'webhooks-throttled'
  | 'signatures-rejected'
  | 'unknown-formats'
  | 'unknown-versions'
  | 'fields-not-read'
  | 'data-withheld'
  | 'no-webhooks'
  | 'deliver-fails'
  | 'signups-waiting-too-long'
  | 'signups-waiting-for-days'
  | 'queue-nearly-full'
  | 'signups-refused'
  | 'dead-letters-unattended'
  | 'masivo-refuses-credentials'
  | 'vendor-refuses-key'
  | 'masivo-loses-customers'
  | 'masivo-throttles'
  | 'reconciliation-behind'
  | 'webhooks-stopped'
  | 'flood-guard'
  | 'signups-without-email'
  | 'tasks-due';

/** The address of a page of the runbook: where the merchant publishes it, else its path in the repository. */
export function runbookPage({ alarms }: Environment, page: string): string {
  return `${(alarms.runbook ?? 'docs/operate').replace(/\/$/, '')}/${page}`;
}

import { consolePort } from '../config/console-port';
import type { RunbookSection } from './runbook';

/** What the console shows of an alarm's signups: the filter that `console --show` opens it with. */
export const consoleViews: Readonly<Partial<Record<RunbookSection, string>>> = {
  'unknown-formats': 'outcome=refused',
  'data-withheld': 'outcome=ignored',
  'signups-waiting-too-long': 'outcome=retry',
  'signups-waiting-for-days': 'outcome=retry',
  'queue-nearly-full': 'outcome=retry',
  'signups-refused': 'outcome=refused',
  'dead-letters-unattended': 'outcome=refused',
  'masivo-refuses-credentials': 'outcome=retry',
  'vendor-refuses-key': 'outcome=retry',
  'masivo-loses-customers': 'outcome=retry',
  'masivo-throttles': 'outcome=retry',
  'flood-guard': 'waiting',
  'signups-without-email': 'outcome=waiting',
  'tasks-due': 'waiting',
};

/**
 * Where the console shows it on the machine of whoever runs it, as the page's own address has it
 * (operator/console/page/state). It names the environment: the page says so where it is another's.
 */
export function consoleLink(label: string, view = ''): string {
  const environment = `environment=${label}`;
  const place = view.includes('=') ? `?${view}&${environment}` : `${view}?${environment}`;
  return `http://127.0.0.1:${consolePort(label)}/#/${place}`;
}

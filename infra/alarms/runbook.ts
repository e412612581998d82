import { memberOf } from '../../lambda/json';
import manifest from '../../package.json';
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

/**
 * The address of a page of the runbook: where the environment's config says, else in the repository that package.json
 * names, else its path in whatever repository this is.
 */
export function runbookPage({ alarms }: Environment, page: string): string {
  const place = alarms.runbook ?? runbookIn(memberOf(manifest, 'repository')) ?? folder;
  return `${place.replace(/\/$/, '')}/${page}`;
}

const folder = 'docs/operate';

/**
 * Where a repository on GitHub shows the runbook. Undefined for another: each host has addresses of its own form.
 * @param repository as package.json has it: `github:acme/bridge`, an address, or an object with one
 */
export function runbookIn(repository: unknown): string | undefined {
  const text = typeof repository === 'string' ? repository : memberOf(repository, 'url');
  const name = /^(?:github:|(?:git\+)?https:\/\/github\.com\/)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    String(text),
  );
  return name?.[1] === undefined ? undefined : `https://github.com/${name[1]}/blob/HEAD/${folder}`;
}

import type { ReconciledStore } from '../../operator/core/answers/reconciliation';
import { durationText } from '../../operator/core/text/quantities';
import type { Check } from './check';
import { type Finding, failure, ok, skipped, warning } from './finding';

const hourMs = 3600_000;

/** Webhooks are lost without a trace: only a run that came to its end says that none is missing. */
export const reconciliation: Check = {
  name: 'reconciliation',
  async run({ operator, deployed, now }) {
    const { reconciled } = await operator.overview();
    return reconciled.length === 0
      ? [skipped('the settings have no vendor asked what has changed')]
      : reconciled.flatMap((store) => [
          findingOf(store, deployed !== undefined, now()),
          ...subscriptionFindings(store, now()),
        ]);
  },
};

function findingOf(
  { store, everyMinutes, last, succeededAt }: ReconciledStore,
  isDeployed: boolean,
  now: Date,
): Finding {
  if (!last) {
    // A local run has no schedule.
    return isDeployed
      ? warning(
          `${store}: no run yet`,
          `The first one comes within ${everyMinutes} minutes of the deployment.`,
        )
      : skipped(`${store}: no run yet`, `\`reconcile --store ${store}\` runs it.`);
  }
  const since =
    succeededAt === null ? 'none has come to its end' : `the last whole one ${ago(succeededAt, now)} ago`;
  const figures = `${last.found} found, ${last.fed} put on the queue, ${last.known} known`;
  const unread = last.unreadable.length > 0 ? `; not read: ${last.unreadable.join(', ')}` : '';
  if (last.failure !== null) {
    return failure(`${store}: the last run failed, ${last.failure}${unread}; ${since}`, fix);
  }
  const what = `${store}: ${figures}, ${ago(last.at, now)} ago`;
  const isLate =
    isDeployed && now.getTime() - Date.parse(last.at) > Math.max(hourMs, 3 * everyMinutes * 60_000);
  if (unread !== '') {
    return warning(
      `${what}${unread}`,
      'docs/operate/alarms.md#fields-not-read says what to do about these customers.',
    );
  }
  return isLate
    ? warning(`${what}, and no run since`, 'Look at the schedule, and the log of `reconcile`.')
    : ok(what);
}

/** What `reconcile` saw of the store's subscriptions; the check of their own asks the vendor with other credentials. */
function subscriptionFindings({ store, subscriptions: seen }: ReconciledStore, now: Date): Finding[] {
  if (!seen) return [];
  const what = `${store}: its webhooks ${seen.text.join('; ')}, ${ago(seen.at, now)} ago`;
  if (seen.level === 'failure') return [failure(what, webhooksFix)];
  if (seen.level === 'warning') return [warning(what, versionFix)];
  const { recreated } = seen;
  return [
    ok(
      recreated
        ? `${what}; ${recreated.what.join(', ')} had been taken away, and came back ${ago(recreated.at, now)} ago`
        : what,
    ),
  ];
}

const versionFix = 'docs/operate/subscribe.md#api-version says what to do.';

const webhooksFix = 'docs/operate/alarms.md#webhooks-stopped says what to do.';

const ago = (at: string, now: Date) => durationText(now.getTime() - Date.parse(at));

const fix = 'docs/operate/alarms.md#reconciliation-behind says what to do.';

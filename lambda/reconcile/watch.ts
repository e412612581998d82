import type { FormerAddress } from '../own-addresses';
import type { SeenSubscriptions, VendorSubscriptions } from '../sources/subscriptions';
import { type AskDeps, type Asked, ask, unanswered } from './ask';
import type { Opened } from './open-vendor';
import type { Failure } from './report';
import { isLookDue, type SubscriptionsReport } from './subscriptions-report';

/** Where a store's webhooks are to come. */
export interface WebhookAddresses {
  readonly url: string;
  readonly former: FormerAddress;
}

interface WatchDeps extends AskDeps {
  readonly token: string;
  readonly subscriptions: VendorSubscriptions;
  readonly addresses: WebhookAddresses;
  readonly last: SubscriptionsReport | null;
}

/** Looks at the subscriptions where that is due. Whatever goes wrong with it, the run has come to its end. */
export async function watchWhereDue(
  deps: {
    readonly webhooks: WebhookAddresses | undefined;
    readonly byHand: boolean;
    readonly onError: (error: unknown) => void;
  },
  { asking, token }: Opened,
  { last, fed }: { readonly last: SubscriptionsReport | null; readonly fed: number },
): Promise<SubscriptionsReport | undefined> {
  const { webhooks: addresses, byHand, onError } = deps;
  const { subscriptions } = asking.changes;
  if (!subscriptions || !addresses) return undefined;
  if (!byHand && !isLookDue(last, { at: asking.now(), fed })) return undefined;
  return watch({ ...asking, token, subscriptions, addresses, last }).catch((error: unknown) => {
    onError(error);
    return undefined;
  });
}

/**
 * Looks at a store's subscriptions, and puts right what may be where its settings say so. Whatever it dies at, another
 * look finds what is there.
 * @returns undefined where nothing could be seen for a reason that passes: another run looks.
 */
async function watch(deps: WatchDeps): Promise<SubscriptionsReport | undefined> {
  const { last, store, now } = deps;
  const at = now().getTime();
  const seen = await look(deps);
  if (seen.kind === 'failed') {
    if (passes(seen.failure)) return undefined;
    const { recreated = null, versionTrouble = null } = last ?? {};
    return { at, lacking: last?.lacking ?? [], recreated, versionTrouble, failure: seen.failure };
  }
  const { lacking, versionTrouble, repairs } = seen.value;
  const before = { at, lacking: [...lacking], recreated: last?.recreated ?? null, versionTrouble };
  if (store.subscriptions !== 'recreate' || lacking.length === 0 || repairs.length === 0) {
    return { ...before, failure: null };
  }
  // One that is refused says nothing of the others.
  const failures: Failure[] = [];
  for (const repair of repairs) {
    const asked = await ask(
      repair.request,
      authorised(deps),
      (json) => {
        const answer = repair.read(json);
        return answer.kind === 'done' ? { value: true } : unanswered(answer);
      },
      deps,
    );
    if (asked.kind === 'failed') failures.push(asked.failure);
  }
  const after = await look(deps);
  const [failure = null] = failures;
  if (after.kind === 'failed') return { ...before, failure: failure ?? after.failure };
  const still = after.value.lacking;
  const what = lacking.filter((each) => !still.includes(each));
  return {
    at,
    lacking: [...still],
    recreated: what.length > 0 ? { at, what } : before.recreated,
    versionTrouble: after.value.versionTrouble,
    failure: still.length > 0 ? failure : null,
  };
}

const passes = ({ code }: Failure): boolean =>
  code === 'no-answer' || code === 'throttled' || code === 'no-time';

const authorised = ({ changes, token }: WatchDeps) => changes.authorised(token);

/** All the requests of a look. */
async function look(deps: WatchDeps): Promise<Asked<SeenSubscriptions>> {
  let next = deps.subscriptions.look({ store: deps.store, ...deps.addresses });
  for (;;) {
    const { request, read } = next;
    const asked = await ask(
      request,
      authorised(deps),
      (json) => {
        const answer = read(json);
        return answer.kind === 'more' || answer.kind === 'seen' ? { value: answer } : unanswered(answer);
      },
      deps,
    );
    if (asked.kind === 'failed') return asked;
    if (asked.value.kind === 'seen') return { ...asked, value: asked.value.seen };
    next = asked.value.look;
  }
}

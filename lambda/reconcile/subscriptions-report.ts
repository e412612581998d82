import * as v from 'valibot';
import { Failure, failureText } from './report';

/** How a store's subscriptions at its vendor were at the last look. Times are epoch ms. */
export const SubscriptionsReport = v.object({
  at: v.number(),
  /** What does not come here as it should: topics or events, as the vendor calls them. */
  lacking: v.array(v.string()),
  /** What was lacking and was put right, at the last look that did. */
  recreated: v.nullable(v.object({ at: v.number(), what: v.array(v.string()) })),
  /** What is wrong with the API version of what comes. */
  versionTrouble: v.nullable(v.string()),
  /** Why they could not be seen, or not be put right. */
  failure: v.nullable(Failure),
});
export type SubscriptionsReport = v.InferOutput<typeof SubscriptionsReport>;

/** Whether somebody has to look: also at what was put right, for something had taken it away. */
export const isTrouble = ({ at, lacking, recreated, failure }: SubscriptionsReport): boolean =>
  lacking.length > 0 || failure !== null || recreated?.at === at;

const hourMs = 3600_000;
/** A run comes a moment before its hour. */
const slackMs = 60_000;

/**
 * Once an hour; sooner where webhooks have just been seen to miss something, and until what was wrong is right.
 * @param fed so many changes this run found that no webhook had told yet.
 */
export const isLookDue = (
  last: SubscriptionsReport | null,
  { at, fed }: { readonly at: Date; readonly fed: number },
): boolean => last === null || fed > 0 || isTrouble(last) || at.getTime() - last.at >= hourMs - slackMs;

/** How a store's webhooks were: each goes on after “its webhooks”. None is about a shopper. */
export function subscriptionsText({
  at,
  lacking,
  recreated,
  versionTrouble,
  failure,
}: SubscriptionsReport): readonly string[] {
  const isNew = recreated?.at === at;
  const why = failure && failureText(failure);
  return [
    ...(lacking.length > 0 ? [`do not come as they should: ${lacking.join(', ')}`] : []),
    ...(isNew ? [`were missing, and are subscribed again: ${recreated.what.join(', ')}`] : []),
    ...(why ? [`are not shown, or not changed, by the vendor: ${why}`] : []),
    ...(versionTrouble === null ? [] : [`come in an API version that needs a look: ${versionTrouble}`]),
    ...(lacking.length > 0 || isNew || why || versionTrouble !== null
      ? []
      : ['are subscribed as they should be']),
  ];
}

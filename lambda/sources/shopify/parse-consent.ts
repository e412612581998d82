import * as v from 'valibot';
import { reasonOf } from '../body';
import type { Parsed, ReceivedEvent } from '../source';
import { tellsOnly } from '../tells-only';
import { ConsentEvent, type ConsentTopic, choiceIn, statedBy } from './consent';
import { furthestAhead, secondOf, triggeredAt, triggeredAtMicros } from './triggered-at';

/**
 * A shopper's choice, as its topic tells it. Shopify itself takes the choice with the newest `consent_updated_at` for
 * the valid one. A body without a date stands at the second in which the event was triggered: Shopify sends
 * `not_subscribed` like that for an address that was never asked.
 */
export function parseConsent(topic: ConsentTopic, body: unknown, event: ReceivedEvent): Parsed {
  const result = v.safeParse(ConsentEvent, body);
  if (!result.success) return { kind: 'refused', reason: reasonOf(result.issues, body) };
  const { customer, member, choice } = choiceIn(topic, result.output);
  if (customer === undefined) return { kind: 'refused', reason: { code: 'customer-id-missing' } };
  const latest = furthestAhead(event);
  const stated = statedBy(choice, latest);
  if (!stated) return { kind: 'ignored', reason: { code: 'consent-unknown' } };
  const at = stated.at ?? secondOf(event);
  return tellsOnly(
    {
      customer,
      toldAt: triggeredAt(event) === null ? at : secondOf(event),
      fields: { form: 'webhook', latest, customer: { [member]: choice } },
      only: 'consent',
    },
    at,
    triggeredAtMicros(event),
  );
}

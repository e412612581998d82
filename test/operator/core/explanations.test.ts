import { type Outcome, outcomes } from '../../../lambda/delivery/outcome';
import type { Reason } from '../../../lambda/reasons/reason';
import { explanationOf } from '../../../operator/core/explanations';

const denied: Reason = { code: 'masivo-denied', params: { status: 401 } };
const givenUp = (cause: Reason | null): Reason => ({ code: 'given-up', params: { cause } });

describe('an explanation', () => {
  test.each<[Outcome, Reason | null, string, string | null, boolean]>([
    ['created', null, 'created in Masivo', null, false],
    [
      'retry',
      { code: 'masivo-error', params: { status: 503 } },
      'Masivo returned an error',
      "Check Masivo's status page. It is retried automatically; a replay",
      true,
    ],
    [
      'retry',
      { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } },
      'could not connect',
      'status page',
      true,
    ],
    [
      'retry',
      { code: 'sign-in-failed', params: { cause: denied } },
      "could not sign in to Masivo. Masivo rejects the bridge's API key",
      'Put a valid API key',
      true,
    ],
    [
      'retry',
      { code: 'sign-in-failed', params: { cause: { code: 'no-time-left' } } },
      'could not sign in',
      'status page',
      true,
    ],
    ['retry', { code: 'email-owner-busy' }, 'being handled', 'It is retried automatically.', false],
    [
      'refused',
      { code: 'field-missing', params: { field: 'data.object.created' } },
      'does not have the shape',
      'redrive or replay',
      true,
    ],
    [
      'refused',
      { code: 'field-wrong-type', params: { field: 'email', expected: 'string', found: 'number' } },
      'does not have the shape',
      'redrive or replay',
      true,
    ],
    ['refused', { code: 'consent-refused', params: { status: 422 } }, 'consent record', 'Act soon', true],
    [
      'refused',
      { code: 'request-refused', params: { call: 'change', status: 422 } },
      'stays as it was',
      'mapping',
      true,
    ],
    ['refused', { code: 'email-taken' }, 'not created by the bridge', 'who should have the e-mail', true],
    [
      'retry',
      { code: 'email-conflict' },
      'or not yet',
      'After a minute it is refused as email-taken.',
      false,
    ],
    [
      'unlinked',
      { code: 'email-of-other-customer', params: { customer: '90', source: 'shopify', store: 'second' } },
      'The other one is customer 90 of shopify/second.',
      'link them',
      false,
    ],
    [
      'unlinked',
      { code: 'owner-moved', params: { customer: '90', source: 'shopify', store: 'second' } },
      'may be another person. The other one is customer 90 of shopify/second.',
      'link them',
      true,
    ],
    [
      'refused',
      givenUp(denied),
      "Given up after days of retries. Masivo rejects the bridge's API key",
      'Put a valid API key into the Masivo secret. Once that is fixed, redrive or replay it.',
      true,
    ],
    [
      'refused',
      givenUp({ code: 'sign-in-failed', params: { cause: denied } }),
      "Given up after days of retries. Masivo rejects the bridge's API key",
      'Put a valid API key into the Masivo secret. Once that is fixed',
      true,
    ],
    ['refused', givenUp(null), 'Given up', 'Once that is fixed', true],
    ['held', { code: 'flood-guard-holds' }, 'until you decide', 'Release', false],
    ['waiting', { code: 'email-missing' }, 'e-mail', 'protected customer data', false],
    [
      'ignored',
      { code: 'selftest-would-not-create', params: { cause: denied } },
      "would not have been created. Masivo rejects the bridge's API key",
      'Put a valid API key into the Masivo secret. Fix the cause, then run the selftest again.',
      false,
    ],
    [
      'ignored',
      { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
      'test and live',
      'mode',
      false,
    ],
  ])('of %s, %j', (outcome, reason, what, fix, replayHelps) => {
    expect(explanationOf(outcome, reason)).toEqual({
      what: expect.stringContaining(what),
      fix: fix === null ? null : expect.stringContaining(fix),
      replayHelps,
    });
  });

  test('of a signup without an e-mail is about its own vendor alone', () => {
    const fixOf = (source: string) =>
      explanationOf('waiting', { code: 'email-missing' }, undefined, source).fix;
    expect(fixOf('shopify')).toMatch(/protected customer data/);
    expect(fixOf('stripe')).toMatch(/has to pass `email`/);
    for (const other of ['stripe', 'woocommerce', 'standard']) {
      expect(fixOf(other)).not.toMatch(/Shopify|protected/);
    }
  });

  test.each(outcomes)('of %s is there without a reason', (outcome) => {
    const { what, fix } = explanationOf(outcome, null);
    expect(what).toMatch(/\.$/);
    expect(fix ?? '.').toMatch(/\.$/);
  });
});

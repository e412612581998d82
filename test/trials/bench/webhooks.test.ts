import { join } from 'node:path';
import { webhookRequest } from '../../../lambda/ingress/webhook-request';
import { sources } from '../../../lambda/sources/registry';
import { buildOwnSubjects } from '../../../trials/bench/warm/build';
import { subject as floor } from '../../../trials/bench/warm/floor';
import { subject as ours } from '../../../trials/bench/warm/ours';
import { webhookEvent, webhookSecret } from '../../../trials/bench/webhooks';
import { trialSources } from '../../../trials/vendors/registry';
import { subject as stripeSdk } from '../../../trials/vendors/stripe/warm-peer';
import { temporaryFolder } from '../../support/test-bridge';

/** What is measured is the job itself: every subject takes the bench's webhooks and refuses a forged one. */
describe.each([...trialSources])('the webhook of %s', (name) => {
  const event = webhookEvent(name);
  const secret = webhookSecret(name);

  test('has two to three KB, as real ones have, and its own vendor signed it', () => {
    const request = webhookRequest(event);
    expect(request.body.length).toBeGreaterThan(2000);
    expect(request.body.length).toBeLessThan(3000);
    expect(sources.get(name)?.verify(request, [secret], new Date())).toBe(secret);
  });

  test('becomes an envelope that holds it', () => {
    const envelope = JSON.parse(String(ours(name, secret)(event)));
    expect(envelope).toMatchObject({ source: name, store: 'default' });
    expect(Buffer.from(envelope.body, 'base64').toString()).toBe(event.body);
  });

  test('forged is refused by ours', () => {
    expect(() => ours(name, 'another-secret')(event)).toThrow('not-signed');
  });

  test('is parsed by the floor', () => {
    expect(floor(name, secret)(event)).toEqual([expect.any(String), JSON.parse(event.body ?? '')]);
  });
});

test('what is measured are bundles, and they run as they are', async () => {
  const folder = temporaryFolder();
  try {
    await buildOwnSubjects(folder.path);
    for (const name of ['ours', 'floor']) {
      const { subject } = require(join(folder.path, `${name}.js`));
      for (const source of trialSources) {
        expect(subject(source, webhookSecret(source))(webhookEvent(source))).toBeTruthy();
      }
    }
  } finally {
    folder.remove();
  }
});

test("stripe's SDK verifies what it is measured with", () => {
  const event = webhookEvent('stripe');
  expect(stripeSdk('stripe', webhookSecret('stripe'))(event)).toMatchObject({ type: 'customer.created' });
  expect(() => stripeSdk('stripe', 'whsec_another')(event)).toThrow(/signature/);
});

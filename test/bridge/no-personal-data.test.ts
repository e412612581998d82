import { TestBridge } from '../support/test-bridge';
import {
  freshId,
  secrets,
  shopify,
  shopifyCustomer,
  signature,
  stripe,
  stripeCustomer,
} from '../support/webhooks';

/** Everything the functions print in a run with all kinds of events, searched for everything that went through. */
test('no name, e-mail, phone, token, secret or signature reaches a log or a metric', async () => {
  const bridge = await TestBridge.start({
    adjustSettings: (settings) => ({
      ...settings,
      stores: settings.stores.map((store) => ({ ...store, mapping: { extras: ['phone', 'note', 'tags'] } })),
    }),
  });
  const person = {
    first_name: 'Xenophilia',
    last_name: 'Quillfeather',
    phone: '+15550109999',
    note: 'allergic to marzipan',
    tags: 'vip-zebra',
    email: 'xenophilia.quillfeather@example.com',
  };
  const customer = (more: Record<string, unknown> = {}) =>
    shopifyCustomer({ id: freshId(), ...person, ...more });
  const events = [
    shopify(customer()),
    // The same e-mail under another id; an e-mail that is none; wrong types; no JSON; an unknown topic.
    shopify(customer()),
    shopify(customer({ email: 'quillfeather at nowhere' })),
    shopify(customer({ first_name: 42, last_name: ['Quillfeather'] })),
    shopify('{"email":"xenophilia.quillfeather@example.com"'),
    shopify(customer(), { topic: 'xenophilia.quillfeather@example.com' }),
    stripe(
      stripeCustomer({
        id: 'cus_quill',
        name: 'Xenophilia Quillfeather',
        email: 'second.quillfeather@example.com',
      }),
    ),
    stripe(stripeCustomer({ id: 'cus_zebra', metadata: { 'xenophilia.quillfeather@example.com': 1 } })),
  ];
  for (const [index, event] of events.entries()) {
    if (index % 2 === 0) await bridge.misbehave({ do: index % 4 === 0 ? 'garble' : 'close-after', times: 1 });
    await bridge.accepted(event);
    await bridge.post(event, { signedWith: 'a-guessed-secret' });
  }
  await bridge.drained();
  await bridge.control('POST', '/expire-tokens').catch(() => undefined);
  const deliveries = await bridge.deliveries();
  expect(new Set(deliveries.map(({ outcome }) => outcome)).size).toBeGreaterThan(3);

  const printed = bridge.logLines.join('\n');
  expect(printed).toContain('"event":"attempt"');
  expect(printed).toContain('"event":"webhook"');
  const traces = [
    ...Object.values(person),
    'Xenophilia',
    'Quillfeather',
    'quillfeather',
    'marzipan',
    'zebra',
    ...Object.values(secrets),
    'a-guessed-secret',
    TestBridge.apiKey,
    'local-email-index-secret',
    'Bearer',
    'eyJ',
    ...events.flatMap((event) => Object.values(signature(event, secrets[event.source]))),
    ...events.flatMap((event) => Object.values(signature(event, 'a-guessed-secret'))),
  ];
  for (const trace of traces) expect(printed).not.toContain(trace);
  // Nor do the reasons and lists that operators are shown before they ask for the event itself.
  const listed = JSON.stringify(deliveries);
  for (const trace of ['uillfeather', 'Xenophilia', '5550109999', 'marzipan', 'zebra'])
    expect(listed).not.toContain(trace);
  await bridge.stop();
});

import * as v from 'valibot';
import { receivedEvent } from '../../../lambda/envelope';
import { webhookRequest } from '../../../lambda/ingress/webhook-request';
import { CustomerDraft, NewCustomer } from '../../../lambda/masivo/customer';
import { envelopeOf } from '../../../lambda/new-envelope';
import { textOf } from '../../../lambda/reasons/text';
import type { StoreSettings } from '../../../lambda/settings';
import { ingressSources } from '../../../lambda/sources/ingress-registry';
import { profileOf, profiles } from '../../../lambda/sources/profiles';
import { sources } from '../../../lambda/sources/registry';
import type { ReceivedEvent, RequestHeaders, SignedRequest, Unsigned } from '../../../lambda/sources/source';
import { httpEvent } from '../../support/http-event';
import { storeWith } from '../../support/settings';
import { eventOf, type Held, heldAt, parsed, snapshotIn } from '../../support/sources';
import { everyVendors, withBitFlipped } from './vector';
import { vectors } from './vectors';

test('every source is registered by its name, for both functions, and has a profile', () => {
  expect([...profiles.keys()]).toEqual([...sources.keys()]);
  expect([...ingressSources.keys()]).toEqual([...sources.keys()]);
  for (const [name, source] of sources) {
    expect(source.name).toBe(name);
    expect(source).toMatchObject(ingressSources.get(name) ?? {});
  }
});

const lowerCased = (headers: Readonly<Record<string, string>>): RequestHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const contracts = [...sources.values()].flatMap((source) => {
  const own = vectors.get(source.name);
  if (!own) throw new Error(`${source.name} has no vectors`);
  const profile = profileOf(source.name);
  const forms = Object.entries(profile.forms ?? {}).map(([form, sample]) => {
    const ofForm = own.forms?.[form];
    if (!ofForm) throw new Error(`${source.name} has no vectors of the form ${form}`);
    return { name: `${source.name}, ${form}`, source, profile: { ...profile, ...sample }, ...ofForm };
  });
  return [{ name: source.name, source, profile, ...own }, ...forms];
});

describe.each(contracts)('the source $name', (contract) => {
  const {
    source,
    profile,
    now,
    secretOf = (text: string) => text,
    signatures,
    sample,
    accounts,
    ofAccount,
    parsedHeaders,
    versions,
    says,
    nothing,
    held: heldForSample,
  } = contract;
  /** What an event tells, once the vendor has answered where it has to be asked. */
  const parse = (event: ReceivedEvent, store: StoreSettings, held: Held = heldForSample ?? {}) =>
    parsed(source, event, store, heldAt(held));
  const draftOf = (event: ReceivedEvent, store: StoreSettings, held?: Held) => {
    const mapped = source.map(snapshotIn(parse(event, store, held)), store);
    if (mapped.kind !== 'customer') throw new Error(`It was ${mapped.kind}: ${mapped.reason.code}`);
    return mapped.customer;
  };
  const store = storeWith(source.name);
  const headers = lowerCased(sample.headers);
  const signatureHeaders = source.signatureHeaders.filter((name) => headers[name] !== undefined);
  const signature = Object.fromEntries(signatureHeaders.map((name) => [name, headers[name] ?? '']));
  const verify = (body: Buffer, given: RequestHeaders, secrets = [sample.secret]) =>
    source.verify({ headers: given, body }, secrets, now);

  describe('verify', () => {
    const wants = (good: boolean) => signatures.filter(({ signedBy }) => (signedBy !== undefined) === good);

    test.each(wants(true))('accepts: $name', ({ body, headers: given, secrets, signedBy, at }) => {
      expect(source.verify({ headers: given, body }, secrets, at ?? now)).toBe(signedBy);
    });

    test.each(wants(false))('refuses: $name', ({ body, headers: given, secrets, at }) => {
      expect(source.verify({ headers: given, body }, secrets, at ?? now)).toBeUndefined();
    });

    test('the body with any one bit flipped is refused', () => {
      const bits = Array.from({ length: sample.body.length * 8 }, (_, bit) => bit);
      expect(bits.filter((bit) => verify(withBitFlipped(sample.body, bit), signature))).toEqual([]);
      expect(verify(sample.body, signature)).toBe(sample.secret);
    });

    describe.each(signatureHeaders)('the header %s', (name) => {
      const header = signature[name] ?? '';

      test('with any one character changed, left out or cut off is refused', () => {
        const at = Array.from({ length: header.length }, (_, index) => index);
        const swapped = (index: number) => (header[index] === 'A' ? 'B' : 'A');
        const changed = at.map((i) => header.slice(0, i) + swapped(i) + header.slice(i + 1));
        const missing = at.map((i) => header.slice(0, i) + header.slice(i + 1));
        const cut = at.map((i) => header.slice(0, i));
        const wrong = [...changed, ...missing, ...cut];
        expect(wrong.filter((value) => verify(sample.body, { ...signature, [name]: value }))).toEqual([]);
        expect(header).not.toBe('');
      });

      test('under another name is not looked at', () => {
        const { [name]: _, ...others } = signature;
        const elsewhere = { ...others, [`${name}-2`]: header, signature: header };
        expect(verify(sample.body, elsewhere)).toBeUndefined();
      });
    });
  });

  test('its profile signs as the vendor did', () => {
    const signed = profile.sign(sample, sample.secret, sample.signedAt);
    expect(sample.headers).toMatchObject(signed);
    expect(signatureHeaders).toEqual(expect.arrayContaining(Object.keys(lowerCased(signed))));
  });

  describe('behind API Gateway', () => {
    const base64 = { body: sample.body.toString('base64'), isBase64Encoded: true };
    const text = { body: sample.body.toString('utf8'), isBase64Encoded: false };
    test.each([
      ['base64', base64],
      ['text', text],
    ])('a body handed over as %s is the same bytes, and authentic', (_, given) => {
      const request = webhookRequest(httpEvent({ headers: sample.headers, ...given }));
      expect(request.body.equals(sample.body)).toBe(true);
      expect(source.verify(request, [sample.secret], now)).toBe(sample.secret);
      expect(source.checkHeaders(request.headers, store)).toBeUndefined();
    });

    test.each([
      ['as the vendor writes them', (name: string) => name],
      ['in lower case', (name: string) => name.toLowerCase()],
      ['in upper case', (name: string) => name.toUpperCase()],
    ])('header names %s', (_, written) => {
      const renamed = Object.entries(sample.headers).map(([name, value]) => [written(name), value]);
      const request = webhookRequest(httpEvent({ headers: Object.fromEntries(renamed), ...base64 }));
      expect(source.verify(request, [sample.secret], now)).toBe(sample.secret);
    });

    test('base64 that is taken for text is refused, and the other way round', () => {
      const wrongly = [
        { ...base64, isBase64Encoded: false },
        { ...text, isBase64Encoded: true },
      ];
      for (const given of wrongly) {
        const request = webhookRequest(httpEvent({ headers: sample.headers, ...given }));
        expect(source.verify(request, [sample.secret], now)).toBeUndefined();
      }
    });
  });

  test('the headers that travel on are named in lower case, and the signature is not among them', () => {
    expect(source.keptHeaders).toEqual(source.keptHeaders.map((name) => name.toLowerCase()));
    expect(source.signatureHeaders).toEqual(source.signatureHeaders.map((name) => name.toLowerCase()));
    const signed = Object.keys(lowerCased(profile.sign(sample, sample.secret, now)));
    expect(source.keptHeaders.filter((name) => signed.includes(name))).toEqual([]);
  });

  describe('eventKey', () => {
    test('is the same for a duplicate under a new signature', () => {
      const again = { ...headers, ...lowerCased(profile.sign(sample, secretOf('another'), now)) };
      expect(again).not.toEqual(headers);
      expect(source.eventKey({ headers: again, body: sample.body })).toBe(
        source.eventKey({ headers, body: sample.body }),
      );
    });
    test('differs for another event, and for bodies that are no JSON', () => {
      const bodies = [sample.body, Buffer.from('{}'), Buffer.from('x'), Buffer.from('y'), Buffer.alloc(0)];
      expect(new Set(bodies.map((body) => source.eventKey({ headers, body }))).size).toBe(bodies.length);
    });
  });

  test('a ping is told from every event, and is none', () => {
    const { yes = [], no = [] } = contract.pings ?? {};
    const isPing = (request: SignedRequest) => source.isPing?.(request) === true;
    expect(yes.filter((request) => !isPing(request))).toEqual([]);
    const bodies = [sample.body, Buffer.alloc(0), ...contract.bodies];
    const events = bodies.flatMap((body) => [headers, {}].map((given) => ({ headers: given, body })));
    expect([...no, ...events].filter(isPing)).toEqual([]);
    expect(yes.length > 0).toBe(source.isPing !== undefined);
    for (const { body, headers: given } of yes) expect(verify(body, given)).toBeUndefined();
  });

  describe('parse and map', () => {
    test('the sample becomes its customer', () => {
      const draft = draftOf(eventOf(sample.body, parsedHeaders), store);
      expect(draft).toEqual(sample.customer);
      expect(v.is(CustomerDraft, draft)).toBe(true);
      expect(v.is(NewCustomer, draft)).toBe(true);
    });

    test('a byte order mark before the body changes nothing', () => {
      const marked = Buffer.concat([Buffer.from('\uFEFF'), sample.body]);
      const event = eventOf(marked, parsedHeaders);
      expect(parse(event, store)).toEqual(parse(eventOf(sample.body, parsedHeaders), store));
      expect(source.customerOf(event)).toBe(sample.customer.id);
    });

    test('are pure: twice the same, and nothing handed in is changed', () => {
      const event = eventOf(sample.body, Object.freeze({ ...parsedHeaders }));
      const snapshot = snapshotIn(parse(event, store));
      const before = JSON.stringify(snapshot);
      expect(source.map(snapshot, store)).toEqual(source.map(snapshot, store));
      expect(JSON.stringify(snapshot)).toBe(before);
      expect(event.body.equals(sample.body)).toBe(true);
    });

    test('the default mapping is what applies where a store says nothing', () => {
      const spelled = storeWith(source.name, { mapping: source.defaultMapping });
      const event = eventOf(sample.body, parsedHeaders);
      expect(draftOf(event, spelled)).toEqual(draftOf(event, store));
    });

    test('whose data an event holds is known of the sample, and of one of another account', () => {
      const other = ofAccount?.(accounts.other);
      const events = [
        eventOf(sample.body, parsedHeaders),
        ...(other ? [eventOf(other.body, other.headers)] : []),
      ];
      expect(events.map((event) => source.customerOf(event))).toEqual(events.map(() => sample.customer.id));
    });

    test.each([
      ['no JSON', 'signup of jane@example.com'],
      ['half a JSON', sample.body.subarray(0, -10)],
      ['bytes that are no UTF-8', Buffer.concat([sample.body, Buffer.from([0xff])])],
      ['an empty body', ''],
      ['a JSON array', '["jane@example.com"]'],
      ['a JSON text', '"jane@example.com"'],
      ['a JSON number', '42'],
      ['a JSON null', 'null'],
      ['an empty object', '{}'],
      ['nesting without end', `${'['.repeat(150_000)}`],
      ['an object nested 101 levels deep', `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`],
    ])('%s is refused with a reason that says nothing of the value', (_, body) => {
      const end = parse(eventOf(body, parsedHeaders), store);
      if (end.kind !== 'refused') throw new Error(`It was ${end.kind}`);
      expect(textOf(end.reason)).toMatch(/^[\x20-\x7e]{10,150}$/);
      expect(JSON.stringify(end.reason)).not.toContain('jane');
      expect(source.customerOf(eventOf(body, parsedHeaders))).toBeUndefined();
    });

    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    test.each<[string, string | Buffer, string]>([
      ['99 levels in its first', nested(99), 'snapshot'],
      ['a hundred levels in its first', nested(100), 'refused'],
      ['brackets in a text', '"\\"\\\\[[{{'.concat('['.repeat(200), '"'), 'snapshot'],
      ['many neighbours', `[${'[],{},'.repeat(200)}0]`, 'snapshot'],
      ['a text that is no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'refused'],
      ['a text of half a character', Buffer.from([0x22, 0xf0, 0x9f, 0x98, 0x22]), 'refused'],
      ['a text of whole ones', '"ñ 😀 \uFFFD"', 'snapshot'],
    ])('the sample with a member more, of %s', (_, member, kind) => {
      const opening = sample.body.indexOf('{') + 1;
      const body = Buffer.concat([
        sample.body.subarray(0, opening),
        Buffer.from('"more":'),
        Buffer.from(member),
        Buffer.from(','),
        sample.body.subarray(opening),
      ]);
      expect(parse(eventOf(body, parsedHeaders), store).kind).toBe(kind);
    });

    describe('a selftest', () => {
      const selftest = profile.asSelftest({ headers: sample.headers, body: sample.body });
      const parsed = (body: Buffer, given: Readonly<Record<string, string>>) =>
        parse(eventOf(body, { ...parsedHeaders, ...lowerCased(given) }), store);

      if (heldForSample) {
        test('of a form that does not carry its customer creates nobody', () => {
          expect(parsed(selftest.body, selftest.headers).kind).toBe('ignored');
          expect(parsed(sample.body, sample.headers).kind).toBe('snapshot');
        });
        return;
      }

      test('is told from a signup, and is the same otherwise', () => {
        // A mapping of one's own sees the body as it came, which has the mark.
        const read = (end: ReturnType<typeof parsed>) =>
          'snapshot' in end ? { kind: end.kind, snapshot: { ...end.snapshot, body: undefined } } : end;
        expect(read(parsed(selftest.body, selftest.headers))).toEqual({
          ...read(parsed(sample.body, sample.headers)),
          kind: 'selftest',
        });
      });

      test('is one by its body: headers are not signed, and turn nothing into one', () => {
        expect(parsed(selftest.body, sample.headers).kind).toBe('selftest');
        expect(parsed(sample.body, sample.headers).kind).toBe('snapshot');
        expect(parsed(sample.body, selftest.headers).kind).not.toBe('selftest');
      });

      test('does not carry the signature of the signup', () => {
        expect(verify(selftest.body, signature)).toBeUndefined();
      });
    });

    test('a vendor account looks as the settings want it', () => {
      expect(accounts.own).toMatch(profile.account.form);
      for (const bad of ['', 'any', `${accounts.own}\n`, `x ${accounts.own}`, `${accounts.own}/..`]) {
        expect(bad).not.toMatch(profile.account.form);
      }
    });

    if (ofAccount) {
      test("another vendor account's event is ignored, unless the store takes any", () => {
        const other = ofAccount(accounts.other);
        const own = ofAccount(accounts.own);
        const store = storeWith(source.name, { vendorAccount: accounts.own });
        expect(parse(eventOf(other.body, other.headers), store).kind).toBe('ignored');
        expect(parse(eventOf(own.body, own.headers), store).kind).toBe('snapshot');
        const any = storeWith(source.name);
        expect(parse(eventOf(other.body, other.headers), any).kind).toBe('snapshot');
      });
    }
  });

  describe('the API version of a body', () => {
    const notice = (version: string | null) => ({ code: 'api-version-unknown', params: { version } });
    const noticeOf = ({ body, headers: given }: Pick<ReceivedEvent, 'body' | 'headers'>) =>
      source.versionNotice(eventOf(body, given));

    test('is one that the source was tested with, in the sample and in the sample signup', () => {
      const shopper = { serial: 1, at: now, vendorAccount: accounts.own, live: true };
      const signup = profile.signup(shopper);
      expect(noticeOf({ body: sample.body, headers })).toBeUndefined();
      expect(noticeOf({ body: signup.body, headers: lowerCased(signup.headers) })).toBeUndefined();
    });

    if (!versions) return;
    const { sent, older, unknown } = versions;

    test.each([source.newestVersion, ...older])('%s is known', (version) => {
      expect(noticeOf(sent(version))).toBeUndefined();
    });

    test.each([undefined, null, ''])('%j is none', (version) => {
      expect(noticeOf(sent(version))).toBeUndefined();
    });

    test('that is unknown has vectors, one of which is shown', () => {
      expect(unknown.filter(([, shown]) => shown !== null)).not.toEqual([]);
    });

    test.each(unknown)(
      '%j is not known, shown as %j, and nothing else of the event changes',
      (version, shown) => {
        const [event, usual] = [sent(version), sent(source.newestVersion)];
        expect(noticeOf(event)).toEqual(notice(shown));
        const parsed = ({ body, headers: given }: typeof event) => source.parse(eventOf(body, given), store);
        expect(parsed(event)).toEqual(parsed(usual));
        // Of one body, whatever header names its version, there is one key.
        expect(source.eventKey({ headers: event.headers, body: usual.body })).toBe(source.eventKey(usual));
      },
    );

    test.each(unknown)('%j travels in the envelope', (version, shown) => {
      const request = sent(version);
      const envelope = envelopeOf({ source, store: 'default', request, secret: 'any', receivedAt: now });
      expect(source.versionNotice(receivedEvent(envelope))).toEqual(notice(shown));
    });

    test('of a body that is no JSON, or no object, throws nothing', () => {
      for (const body of ['', 'x', '[]', 'null', '"2099-01"', '{"__proto__":{"api_version":"2099-01-01"}}']) {
        expect(noticeOf({ body: Buffer.from(body), headers: {} })).toBeUndefined();
      }
    });
  });

  describe('what bodies say', () => {
    test('has vectors of every kind', () => {
      expect(everyVendors.filter((kind) => !says.some((vector) => vector.kind === kind))).toEqual([]);
    });

    test.each(says)('$kind: $name', ({ kind, event, held, store: more, at, ...expected }) => {
      const own = storeWith(source.name, more);
      const snapshot = snapshotIn(parse(eventOf(event.body, event.headers), own, held));
      const isEnd = kind === 'deletion' || kind === 'merge';
      const only = kind === 'consent event' ? 'consent' : isEnd ? kind : undefined;
      expect(snapshot.only).toBe(only);
      if (at !== undefined) expect(new Date(snapshot.order.at).toISOString()).toBe(at);
      const mapped = source.map(snapshot, own);
      if (mapped.kind !== 'customer') throw new Error(`It was ${mapped.reason.code}`);
      const { name: _, customer = {}, silent, unread = [], notice, consent, emailVerified } = expected;
      expect(snapshot.notice).toEqual(notice);
      expect(mapped.customer).toMatchObject(customer);
      if (silent) expect(mapped.silent).toEqual(silent);
      expect(mapped.unread).toEqual(unread);
      if (consent) expect(mapped.consent).toEqual(consent);
      if (emailVerified !== undefined) expect(mapped.emailVerified).toBe(emailVerified);
      expect(source.customerOf(eventOf(event.body, event.headers))).toBe(snapshot.customer);
    });

    test.each(nothing)('nothing: $name', ({ event, held, store: more, end }) => {
      const own = storeWith(source.name, more);
      expect(parse(eventOf(event.body, event.headers), own, held)).toEqual(end);
    });

    test('a snapshot of consent, a deletion or a merge alone is silent about all else, and dates nothing', () => {
      for (const { kind, event, held, store: more } of says) {
        if (!['consent event', 'deletion', 'merge'].includes(kind)) continue;
        const own = storeWith(source.name, { ...more, mapping: { extras: [] } });
        const snapshot = snapshotIn(parse(eventOf(event.body, event.headers), own, held));
        expect(snapshot).toMatchObject({ dated: false, kind: 'updated' });
        expect(source.map(snapshot, own)).toMatchObject({
          customer: { name: null, email: null, gender: null, dob: null },
          silent: ['name', 'gender', 'dob', 'email', 'emailVerified'],
          emailVerified: false,
        });
      }
    });
  });

  describe('its sample signup', () => {
    const shopper = { serial: 1234567890123, at: now, vendorAccount: accounts.own, live: false };
    const signup = profile.signup(shopper);
    const read = ({ headers: given, body }: Unsigned) => {
      const request = { headers: lowerCased(given), body };
      return {
        key: source.eventKey(request),
        snapshot: snapshotIn(parse(eventOf(body, request.headers), store, signup.held)),
      };
    };

    test('is taken in, signed by the profile, and becomes its customer', () => {
      const secret = profile.secret.local;
      const request = {
        headers: { ...signup.headers, ...profile.sign(signup, secret, now) },
        body: signup.body,
      };
      const given = { headers: lowerCased(request.headers), body: request.body };
      expect(source.verify(given, [secret], now)).toBe(secret);
      expect(
        source.checkHeaders(given.headers, storeWith(source.name, { vendorAccount: accounts.own })),
      ).toBeUndefined();
      const draft = draftOf(eventOf(signup.body, given.headers), store, signup.held);
      expect(v.is(NewCustomer, draft)).toBe(true);
      expect(draft.id).toBe(signup.customer);
    });

    test('is another shopper and event with another serial', () => {
      const other = profile.signup({ ...shopper, serial: 1234567890124 });
      const keyOf = ({ headers: given, body }: Unsigned) =>
        source.eventKey({ headers: lowerCased(given), body });
      expect(other.customer).not.toBe(signup.customer);
      expect(keyOf(other)).not.toBe(keyOf(signup));
    });

    test('is read with the usual headers alone', () => {
      const usual = profile.usualHeaders(accounts.own);
      expect(parse(eventOf(signup.body, usual), store, signup.held).kind).toBe('snapshot');
      expect(Object.keys(usual).filter((name) => !source.keptHeaders.includes(name))).toEqual([]);
    });

    test('sent again as new is another event of the same shopper, and the newer one', () => {
      const later = new Date(now.getTime() + 3600_000);
      // As the console has it: lower-cased, parsed and printed anew.
      const body = Buffer.from(JSON.stringify(JSON.parse(signup.body.toString()), null, 2));
      const first = { headers: lowerCased(signup.headers), body };
      const [a, b] = [read(first), read(profile.asNew(first, later, 'unique'))];
      expect(b.key).not.toBe(a.key);
      expect(b.snapshot.customer).toBe(a.snapshot.customer);
      expect(b.snapshot.registeredAt).toEqual(a.snapshot.registeredAt);
      expect(source.breakTie(a.snapshot, b.snapshot)).toBeLessThan(0);
      expect(b.snapshot.order.at).toBe(later.getTime());
    });
  });

  test('its secret looks as its profile says, and no key to an API does', () => {
    expect(profile.secret.local).toMatch(profile.secret.form);
    expect(profile.secret.local).not.toMatch(profile.secret.apiKeys);
    expect(accounts.own).toMatch(profile.account.form);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { outcomes } from '../../../lambda/delivery/outcome';
import { backfillCodes, backfillTextOf, leftAs, problems } from '../../../lambda/reasons/backfill';
import { causeOf, Reason, reasonFields } from '../../../lambda/reasons/reason';
import { textOf } from '../../../lambda/reasons/text';
import { backfillCatalogue } from '../../../operator/core/explanations/backfill';
import { catalogue } from '../../../operator/core/explanations/catalogue';
import { exampleReasons } from '../../../operator/docs/example-reasons';

const root = join(__dirname, '..', '..', '..');
const codes = Object.keys(catalogue).sort();
const explained = Object.entries(catalogue);

test('there is one example of each code, and the ledger takes it', () => {
  expect(exampleReasons.map(({ code }) => code).sort()).toEqual(codes);
  expect(codes.length).toBeGreaterThan(55);
  for (const reason of exampleReasons) expect(v.parse(Reason, reason)).toEqual(reason);
});

test('the ledger takes no other code, and no code without its params', () => {
  expect(v.is(Reason, { code: 'no-such-code' })).toBe(false);
  expect(v.is(Reason, { code: 'masivo-error' })).toBe(false);
  expect(v.is(Reason, { code: 'given-up', params: { cause: { code: 'no-such-code' } } })).toBe(false);
});

/** What the style of all texts forbids. */
const forbidden =
  /\b(fate|door|loners|timetable|brake|bury|hide|seal|traffic|patien\w+|mend|probe|whoever)\b|operator's word|your word/i;

describe('the short text', () => {
  test.each(exampleReasons.map((reason) => [reason.code, reason] as const))(
    'of %s is one plain line',
    (_, reason) => {
      const text = textOf(reason);
      expect(text).toMatch(/^[A-Z][\x20-\x7e]{7,149}[^.\s]$/);
      expect(text).not.toMatch(forbidden);
      expect(text).not.toMatch(/undefined|null|\[object/);
    },
  );

  test('tells two codes apart', () => {
    expect(new Set(exampleReasons.map(textOf)).size).toBe(exampleReasons.length);
  });

  test('of a wrapped reason says what is behind it', () => {
    const cause = { code: 'masivo-denied', params: { status: 401 } } as const;
    const signIn = { code: 'sign-in-failed', params: { cause } } as const;
    expect(textOf({ code: 'given-up', params: { cause: signIn } })).toBe(
      'Given up after days of retries: Signing in to Masivo failed: Masivo rejected the credentials (HTTP 401)',
    );
    expect(textOf({ code: 'given-up', params: { cause: null } })).toBe('Given up after days of retries');
  });

  test.each(backfillCodes)('of the backfill’s %s is one plain line', (code) => {
    expect(backfillTextOf({ code })).toMatch(/^[A-Z][\x20-\x7e]{7,149}[^.\s]$/);
    expect(backfillTextOf({ code })).not.toMatch(forbidden);
  });
});

describe('the explanation', () => {
  test.each(explained)(
    'of %s says what it means and with which outcomes it comes',
    (_, { what, fix, outcomes: of }) => {
      expect(what).toMatch(/^[A-Z].*\.$/s);
      expect(fix ?? 'Nothing.').toMatch(/^[A-Z].*\.$/s);
      expect(`${what} ${fix}`).not.toMatch(forbidden);
      expect(of.length).toBeGreaterThan(0);
      expect(of.filter((outcome) => !outcomes.includes(outcome))).toEqual([]);
    },
  );

  test.each(Object.entries(backfillCatalogue))(
    'of the backfill’s %s says what it means, what to do and as what it is reported',
    (_, { result, what, fix, againHelps }) => {
      expect(what).toMatch(/^[A-Z`].*\.$/s);
      expect(fix ?? 'Nothing.').toMatch(/^[A-Z].*\.$/s);
      expect(`${what} ${fix}`).not.toMatch(forbidden);
      if (againHelps) expect(fix).not.toBeNull();
      expect([...leftAs, ...problems, 'sent', null]).toContain(result);
    },
  );

  test('is there for each code of the backfill, none of which is one of a delivery', () => {
    expect(Object.keys(backfillCatalogue)).toEqual([...backfillCodes]);
    expect(backfillCodes.filter((code) => code in catalogue)).toEqual([]);
  });
});

describe('nothing that could name a person is told', () => {
  // These belong to one person.
  const personal = ['customer', 'wallet', 'keptWallet'];
  const withPersons = exampleReasons.filter(
    (reason) => 'params' in reason && personal.some((name) => name in reason.params),
  );

  test('in a text or a log line', () => {
    expect(withPersons.length).toBeGreaterThan(0);
    for (const reason of withPersons) {
      const params = 'params' in reason ? Object.entries(reason.params) : [];
      for (const [name, value] of params.filter(([each]) => personal.includes(each))) {
        expect([name, textOf(reason)]).toEqual([name, expect.not.stringContaining(String(value))]);
        expect(JSON.stringify(reasonFields(reason))).not.toContain(String(value));
      }
    }
  });

  test('by params of another name: all there are', () => {
    const names = exampleReasons.flatMap((reason) => ('params' in reason ? Object.keys(reason.params) : []));
    const harmless = [
      ...[
        'levels',
        'field',
        'fields',
        'expected',
        'found',
        'event',
        'version',
        'format',
        'vendor',
        'store',
        'source',
        'status',
        'retryAfterMs',
        'error',
      ],
      ...['call', 'consent', 'cause'],
      // A file's line, and a text that the mapping gives everybody.
      ...['at', 'skip'],
    ];
    expect([...new Set(names)].filter((name) => !personal.includes(name)).sort()).toEqual(harmless.sort());
  });
});

describe('a log line', () => {
  test.each<[Reason | null, object]>([
    [null, { reason: null }],
    [{ code: 'email-differs' }, { reason: 'email-differs' }],
    [
      { code: 'masivo-error', params: { status: 503 } },
      { reason: 'masivo-error', status: 503 },
    ],
    [
      { code: 'masivo-no-answer', params: { error: 'timeout' } },
      { reason: 'masivo-no-answer', error: 'timeout' },
    ],
    [
      {
        code: 'given-up',
        params: {
          cause: {
            code: 'sign-in-failed',
            params: { cause: { code: 'masivo-denied', params: { status: 403 } } },
          },
        },
      },
      { reason: 'given-up', cause: 'masivo-denied', status: 403 },
    ],
    [
      { code: 'email-of-other-customer', params: { customer: '1', source: 'shopify', store: 'default' } },
      { reason: 'email-of-other-customer' },
    ],
  ])('of %j', (reason, fields) => {
    expect(reasonFields(reason)).toEqual(fields);
  });

  test('names the innermost cause', () => {
    expect(causeOf({ code: 'given-up', params: { cause: { code: 'no-time-left' } } })).toEqual({
      code: 'no-time-left',
    });
    expect(causeOf({ code: 'given-up', params: { cause: null } })).toBeNull();
    expect(causeOf({ code: 'no-time-left' })).toBeNull();
  });
});

const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
const textsOf = (files: readonly string[]) => files.map((file) => readFileSync(join(root, file), 'utf8'));

describe('a code is given somewhere', () => {
  const lambda = textsOf(filesIn('lambda').filter((file) => !file.startsWith('lambda/reasons/')));
  const engine = textsOf(filesIn('cli/backfill/engine'));

  test.each(codes)('%s', (code) => {
    expect(lambda.filter((text) => text.includes(`'${code}'`))).not.toEqual([]);
  });

  test.each(backfillCodes)('%s of the backfill', (code) => {
    expect(engine.filter((text) => text.includes(`'${code}'`))).not.toEqual([]);
  });
});

test('nothing matches the text of a reason', () => {
  const files = ['lambda', 'operator', 'cli', 'local', 'trials'].flatMap(filesIn);
  const matching = /reason\??\.?(?:text)?\??\.(?:startsWith|endsWith|includes|match)\(|\.test\(\w*\.?reason/;
  const readers = files.filter((file) => matching.test(readFileSync(join(root, file), 'utf8')));
  expect(readers).toEqual([]);
});

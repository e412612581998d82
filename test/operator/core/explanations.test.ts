import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { type Outcome, outcomes } from '../../../lambda/delivery/outcome';
import { explanationOf } from '../../../operator/core/explanations';

const unheardOf = 'a reason that no version of the code has given yet';

describe('an explanation', () => {
  test.each<[Outcome, string | null, string, string | null, boolean]>([
    ['created', null, 'Masivo has the new customer', null, false],
    [
      'retry',
      'Masivo answered HTTP 503',
      'Masivo is in trouble',
      "Look at Masivo's status page. It is tried again by itself; a replay",
      true,
    ],
    ['retry', 'Masivo could not be asked: ECONNREFUSED', 'There was no way to Masivo', 'status page', true],
    [
      'retry',
      'Masivo could not be asked: signing in to Masivo failed: HTTP 401',
      'did not let the bridge in',
      'API key',
      true,
    ],
    [
      'retry',
      'the customer who has this e-mail is being worked on',
      'under way',
      'It is tried again by itself.',
      false,
    ],
    ['refused', 'data.object.created is missing', 'another shape', 'redrive or replay', true],
    ['refused', 'email should be string and is number', 'another shape', 'redrive or replay', true],
    [
      'refused',
      'Masivo does not accept the consent request (HTTP 422): the customer stands without it',
      'record of consent',
      'Soon',
      true,
    ],
    ['refused', 'Masivo does not accept the change request (HTTP 422)', 'stands as it was', 'mapping', true],
    [
      'refused',
      'Masivo has this e-mail under a customer that the ledger does not know (HTTP 409)',
      'Somebody else',
      'whose e-mail',
      true,
    ],
    [
      'retry',
      'Masivo has this e-mail under a customer that the ledger does not know (HTTP 409)',
      'or not yet',
      'for a minute',
      false,
    ],
    [
      'refused',
      'given up after days of trying: Masivo refuses our credentials (HTTP 401)',
      "Given up after days of trying. Masivo refuses the bridge's API key",
      'Put a valid API key into the Masivo secret. Once that is fixed, redrive or replay it.',
      true,
    ],
    ['refused', `given up after days of trying: ${unheardOf}`, 'Given up', 'Once that is fixed', true],
    ['held', 'the flood guard holds it for the operator', 'your word', 'Release', false],
    [
      'waiting',
      'Masivo lacks this customer, and the store has sent no e-mail yet',
      'e-mail',
      'protected customer data',
      false,
    ],
    ['ignored', 'a test event; this store takes live events', 'test and live', 'mode', true],
  ])('of %s, %j', (outcome, reason, what, fix, replayHelps) => {
    expect(explanationOf(outcome, reason)).toEqual({
      what: expect.stringContaining(what),
      fix: fix === null ? null : expect.stringContaining(fix),
      replayHelps,
    });
  });

  test.each(outcomes)('of %s is there for a reason nobody knows', (outcome) => {
    const { what, fix } = explanationOf(outcome, unheardOf);
    expect(what).toMatch(/\.$/);
    expect(fix ?? '.').toMatch(/\.$/);
    expect(explanationOf(outcome, null).what).toBe(what);
  });
});

/** Texts of the deciding code that are no reason: parts of reasons that are explained as a whole, and others. */
const noReasons = [
  ...['the body', 'another value', 'connection lost', 'an answer without a token', 'HTTP …'],
  ...[
    'given up after days of trying: …',
    '…: the customer stands without it',
    'Masivo could not be asked: …',
  ],
  ...['Bearer …', 'GET /customers/{id}', 'POST /customers', 'PATCH /customers/{id}'],
  ...['PATCH /customers/{id}/consent', 'POST /customers/migrate'],
  ...['masivo-bridge secret fingerprint:…', 'stripe event without a leading id'],
];

/** Calls, members and statements whose texts are for others than operators. */
const forOthers = /^(ThrowStatement|ImportDeclaration|ExportNamedDeclaration\.source|Ts[A-Z])/;

/** Every text of two words or more that a file may give as a reason; `…` stands for what is put there. */
function textsIn(file: string): string[] {
  const texts: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, value, quasis, key } = node as Record<string, unknown>;
    if (typeof type === 'string' && forOthers.test(type)) return;
    // What ingress answers to senders.
    if (type === 'KeyValueProperty' && (key as { value?: unknown }).value === 'message') return;
    if (type === 'StringLiteral') texts.push(String(value));
    if (type === 'TemplateLiteral')
      texts.push((quasis as { cooked: string }[]).map(({ cooked }) => cooked).join('…'));
    Object.values(node).forEach(visit);
  };
  visit(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', target: 'es2022' }));
  return texts.filter((text) => /\S \S/.test(text));
}

const found = ['delivery', 'sources', 'masivo', 'retry'].flatMap((folder) => {
  const directory = join(__dirname, '../../../lambda', folder);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  // A profile decides nothing.
  const deciding = files.filter((file) => /\.ts$/.test(file) && !/(^|\/)profiles?\.ts$/.test(file));
  return deciding.flatMap((file) => textsIn(join(directory, file)));
});
const reasons = [...new Set(found)].filter((text) => !noReasons.includes(text));

describe('each reason that the code can give', () => {
  test('is found in the code at all, and what is taken for none is there', () => {
    expect(reasons).toEqual(
      expect.arrayContaining([
        'the message is no envelope',
        'the e-mail is no e-mail address',
        '… is missing',
        'Masivo answered HTTP …',
        'signing in to Masivo failed: …',
      ]),
    );
    expect(reasons.length).toBeGreaterThan(50);
    expect(noReasons.filter((text) => !found.includes(text))).toEqual([]);
  });

  const byItsOutcome = outcomes.map((outcome) => explanationOf(outcome, unheardOf).what);
  const unexplainedWhy = explanationOf('retry', `Masivo could not be asked: ${unheardOf}`).what;

  test.each(reasons)('is explained: %s', (text) => {
    // Why a call was not sent is told after these words.
    const wholes = [text, `Masivo could not be asked: ${text}`];
    const what = wholes.flatMap((whole) => outcomes.map((outcome) => explanationOf(outcome, whole).what));
    expect(what.filter((each) => !byItsOutcome.includes(each) && each !== unexplainedWhy)).not.toEqual([]);
  });
});

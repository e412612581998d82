import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DamagedJournal,
  type JournalLine,
  openJournal,
  readJournal,
} from '../../../cli/backfill/engine/journal';
import { writeReport } from '../../../cli/backfill/engine/report';
import { unfinished } from '../../../cli/backfill/engine/resume';
import { Occupied, openStateFolder } from '../../../cli/backfill/engine/state-folder';
import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';
import { about } from '../../support/backfill';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const begun: JournalLine = { is: 'begun', v: 1, run: 'backfill-1', at: 1, about };
const marking = (chunk: number, ...customers: string[]): JournalLine => ({ is: 'marking', chunk, customers });
const sending = (
  chunk: number,
  customers: string[],
  more: Partial<Extract<JournalLine, { is: 'sending' }>> = {},
): JournalLine => ({
  is: 'sending',
  chunk,
  at: chunk * 10,
  cursor: `after ${chunk}`,
  read: 5,
  customers,
  there: [],
  left: [],
  ...more,
});
const no: BackfillReason = { code: 'request-refused', params: { call: 'migrate', status: 400 } };
const gone: BackfillReason = { code: 'not-shown' };
const ofSeven: BackfillReason = {
  code: 'email-of-other-customer',
  params: { customer: '7', source: 'shopify', store: 'default' },
};
const sent = (chunk: number, ...refused: string[]): JournalLine => ({
  is: 'sent',
  chunk,
  at: chunk * 10,
  refused: refused.map((customer) => ({ customer, what: 'refused' as const, reason: no })),
});
const settled = (chunk: number, ...missing: string[]): JournalLine => ({
  is: 'settled',
  chunk,
  problems: missing.map((customer) => ({ customer, what: 'not-shown' as const, reason: gone })),
});
const leftOut = { customer: '9', why: 'unmappable', reason: { code: 'store-has-no-email' } } as const;

describe('what an interrupted run leaves', () => {
  test.each<[string, JournalLine[], object]>([
    ['nothing but its beginning', [], { nextChunk: 1, cursor: null, unsettled: [] }],
    [
      'marks',
      [marking(1, 'a'), marking(1, 'b')],
      { nextChunk: 1, cursor: null, unsent: new Set(['a', 'b']) },
    ],
    [
      'a request that may have been sent',
      [marking(1, 'a', 'b'), sending(1, ['a'], { there: ['b'] })],
      {
        nextChunk: 2,
        cursor: 'after 1',
        unsent: new Set(),
        unsure: { chunk: 1, customers: ['a'], there: ['b'], at: 10 },
        sentAt: [10],
      },
    ],
    [
      'one that was sent once more: its last time counts',
      [sending(1, ['a']), { is: 'again', chunk: 1, at: 15 }],
      { unsure: { chunk: 1, at: 15 }, sentAt: [10, 15] },
    ],
    [
      'one that was taken, beside the next one’s marks',
      [marking(1, 'a', 'b'), sending(1, ['a', 'b']), marking(2, 'c'), sent(1, 'b')],
      {
        nextChunk: 2,
        cursor: 'after 1',
        unsent: new Set(['c']),
        unsure: undefined,
        unsettled: [{ chunk: 1, customers: ['a'], at: 10 }],
        counts: { read: 5, sent: 1, settled: 0, left: 0, problems: 1 },
      },
    ],
    [
      'one that is settled',
      [sending(1, ['a'], { left: [leftOut] }), sent(1), sending(2, ['b']), sent(2), settled(1)],
      {
        unsettled: [{ chunk: 2, customers: ['b'], at: 20 }],
        counts: { read: 10, sent: 2, settled: 1, left: 1, problems: 0 },
        sentAt: [10, 20],
      },
    ],
  ])('%s', async (_, lines, expected) => {
    expect((await unfinished([begun, ...lines]))?.left).toMatchObject(expected);
  });

  test('nothing, when it ended or never began', async () => {
    expect(await unfinished([begun, { is: 'ended', at: 9 }])).toBeUndefined();
    expect(await unfinished([])).toBeUndefined();
  });

  test('is read from the file, whose last line may be cut short', async () => {
    const file = join(folder, 'journal.jsonl');
    const journal = openJournal(file);
    for (const line of [begun, marking(1, 'a')]) journal.append(line);
    journal.close();
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, JSON.stringify(sending(1, ['a'])).slice(0, 40));
    expect((await unfinished(readJournal(file)))?.left).toMatchObject({
      unsure: undefined,
      unsent: new Set(['a']),
    });
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });
});

test('a journal that somebody else wrote is not touched', async () => {
  const file = join(folder, 'journal.jsonl');
  const foreign = `${JSON.stringify({ ...begun, v: 2 })}\n${JSON.stringify(marking(1, 'a'))}\n`;
  writeFileSync(file, foreign);
  await expect(unfinished(readJournal(file))).rejects.toBeInstanceOf(DamagedJournal);
  expect(readFileSync(file, 'utf8')).toBe(foreign);
});

test('the report has what became of each customer, and its counts', async () => {
  const file = join(folder, 'report.jsonl');
  const tally = await writeReport(file, [
    begun,
    sending(1, ['a', 'b', 'c'], { left: [leftOut, { customer: '8', why: 'same-email', reason: ofSeven }] }),
    sent(1, 'b'),
    settled(1, 'c'),
  ]);
  expect(tally).toEqual([
    { what: 'sent', code: null, text: '', count: 1 },
    { what: 'unmappable', code: 'store-has-no-email', text: backfillTextOf(leftOut.reason), count: 1 },
    // It counts together whoever has the e-mail.
    { what: 'same-email', code: 'email-of-other-customer', text: backfillTextOf(ofSeven), count: 1 },
    { what: 'refused', code: 'request-refused', text: backfillTextOf(no), count: 1 },
    { what: 'not-shown', code: 'not-shown', text: backfillTextOf(gone), count: 1 },
  ]);
  const last = new Map(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ customer, what }) => [customer, what]),
  );
  expect(Object.fromEntries(last)).toEqual({
    a: 'sent',
    b: 'refused',
    c: 'not-shown',
    8: 'same-email',
    9: 'unmappable',
  });
});

test('the report counts apart whose tier was not sent, as long as they were', async () => {
  const withoutTier = ['b', 'c', 'd'];
  const tally = await writeReport(join(folder, 'report.jsonl'), [
    begun,
    sending(1, ['a', 'b', 'c', 'd'], { withoutTier }),
    sent(1, 'b'),
    settled(1, 'c'),
  ]);
  const text = backfillTextOf({ code: 'without-tier' });
  expect(tally.slice(0, 2)).toEqual([
    { what: 'sent', code: null, text: '', count: 1 },
    { what: 'sent', code: 'without-tier', text, count: 1 },
  ]);
});

describe('the state folder', () => {
  test('lets one run in, and another one when that was killed', () => {
    const first = openStateFolder(folder);
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(() => openStateFolder(folder)).toThrow(Occupied);
    writeFileSync(join(folder, 'lock'), '999999999');
    const second = openStateFolder(folder);
    expect(second.count('all')).toBeNull();
    second.rememberCount('all', 12);
    expect(second.count('all')).toBe(12);
    // Another look at the store has another number.
    expect(second.count('since yesterday')).toBeNull();
    first.release();
  });

  test('puts what is over aside, and keeps no customers', () => {
    const state = openStateFolder(folder);
    writeFileSync(state.journal, 'old');
    writeFileSync(state.customers, 'personal');
    state.putAside();
    expect(readFileSync(join(folder, 'journal-before.jsonl'), 'utf8')).toBe('old');
    expect(() => readFileSync(state.customers)).toThrow('ENOENT');
  });
});

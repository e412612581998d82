import type { Verdict } from '../../../trials/judges/judge';
import { exitCodeOf, sumLine, verdictLines } from '../../../trials/judges/report';

const judged: Verdict = {
  kind: 'judged',
  what: 'semantics',
  by: 'moto',
  checks: 12,
  unit: 'tests',
  failures: [],
};
const failed: Verdict = { ...judged, by: 'ElasticMQ', unit: 'webhooks', failures: ['lost: 1'] };
const skipped: Verdict = { kind: 'skipped', what: 'SQS', by: 'ElasticMQ', why: 'there is no java here' };

test('each judge gets a line, and each failure one below it', () => {
  expect([judged, failed, skipped].flatMap(verdictLines)).toEqual([
    'passed   semantics, by moto: 12 tests, 0 failed',
    'FAILED   semantics, by ElasticMQ: 12 webhooks, 1 failed',
    '           lost: 1',
    'skipped  SQS, by ElasticMQ: there is no java here',
  ]);
});

test('the last line says what was judged and by whom', () => {
  expect(sumLine([judged, failed, skipped])).toBe(
    'judged: 12 tests, 12 webhooks, 0 calls by moto; ElasticMQ; 1 failed, 1 skipped',
  );
  expect(sumLine([skipped])).toBe('judged: 0 tests, 0 webhooks, 0 calls by nobody; 0 failed, 1 skipped');
});

test('a failure fails the run, a judge that is missing only where it is required', () => {
  expect(exitCodeOf([judged, skipped], false)).toBe(0);
  expect(exitCodeOf([judged, skipped], true)).toBe(1);
  expect(exitCodeOf([judged], true)).toBe(0);
  expect(exitCodeOf([failed], false)).toBe(1);
});

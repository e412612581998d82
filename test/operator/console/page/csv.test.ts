import { csvOf } from '../../../../operator/console/page/list/csv';
import {
  actionColumns,
  deliveryColumns,
  taskColumns,
  waitingColumns,
} from '../../../../operator/console/page/list/csv-columns';
import type { DeliverySummary } from '../../../../operator/core/answers/deliveries';

const delivery: DeliverySummary = {
  id: 'a'.repeat(32),
  source: 'shopify',
  store: 'default',
  customer: '4711',
  maskedEmail: 's•••@e•••.com #4f0a2c',
  receivedAt: '2026-11-27T02:03:04.000Z',
  outcome: 'refused',
  reason: { code: 'email-invalid', text: 'The e-mail address is not valid' },
  discarded: null,
  attemptCount: 1,
  attempts: [],
  latencyMs: 250,
  nextTryAt: null,
};

test('has a line for each delivery, as the list shows it', () => {
  expect(csvOf([delivery], deliveryColumns).split('\r\n')).toEqual([
    'received (UTC),outcome,source,store,customer,"e-mail, masked",delivery,reason,reason in words,discarded (UTC),attempts,latency (ms),next try (UTC)',
    `2026-11-27T02:03:04.000Z,refused,shopify,default,4711,s•••@e•••.com #4f0a2c,${delivery.id},email-invalid,The e-mail address is not valid,,1,250,`,
    '',
  ]);
});

test.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  [' =1', `"' =1"`],
  ['\t=1', `"'\t=1"`],
  ['＝1', `"'＝1"`],
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a=1', 'a=1'],
  ['cus_1', 'cus_1'],
])('a customer %j is the cell %s: no spreadsheet takes it for a formula', (customer, cell) => {
  expect(csvOf([{ ...delivery, customer }], deliveryColumns)).toContain(`,default,${cell},`);
});

test('the other lists have their own columns', () => {
  const at = '2026-11-27T02:03:04.000Z';
  const name = { source: 'stripe', store: 'default', customer: 'cus_1' };
  const waiting = {
    ...name,
    kind: 'unlinked',
    since: at,
    delivery: null,
    maskedEmail: 's•••@e•••.com',
  } as const;
  expect(csvOf([waiting], waitingColumns).split('\r\n')[1]).toBe(
    `${at},unlinked,stripe,default,cus_1,s•••@e•••.com,`,
  );
  const task = { ...name, id: '4c1f0be29a6d7e35', kind: 'masivo-erasure', since: at, due: at } as const;
  expect(csvOf([task], taskColumns).split('\r\n')[1]).toMatch(
    new RegExp(`^${at},${at},masivo-erasure,stripe,default,cus_1,4c1f0be29a6d7e35,`),
  );
  const acts = [
    { at, who: 'local', what: 'release', about: 'stripe/default/=1', release: 'create' },
    { at, who: 'local', what: 'pause', about: '*' },
  ] as const;
  expect(csvOf(acts, actionColumns).split('\r\n').slice(1, 3)).toEqual([
    `${at},local,release,create,stripe/default/=1`,
    `${at},local,pause,,all stores`,
  ]);
});

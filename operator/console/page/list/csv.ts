import type { DeliverySummary } from '../../../core/answers/deliveries';

const columns: readonly (readonly [
  name: string,
  value: (delivery: DeliverySummary) => string | number | null,
])[] = [
  ['received (UTC)', ({ receivedAt }) => receivedAt],
  ['outcome', ({ outcome }) => outcome],
  ['source', ({ source }) => source],
  ['store', ({ store }) => store],
  ['customer', ({ customer }) => customer],
  ['e-mail, masked', ({ maskedEmail }) => maskedEmail],
  ['delivery', ({ id }) => id],
  ['reason', ({ reason }) => reason?.code ?? null],
  ['reason in words', ({ reason }) => reason?.text ?? null],
  ['discarded (UTC)', ({ discarded }) => discarded?.at ?? null],
  ['attempts', ({ attemptCount }) => attemptCount],
  ['latency (ms)', ({ latencyMs }) => latencyMs],
  ['next try (UTC)', ({ nextTryAt }) => nextTryAt],
];

/** Deliveries as CSV (RFC 4180), as the list shows them: masked. Pure. */
export function csvOf(deliveries: readonly DeliverySummary[]): string {
  const rows = [
    columns.map(([name]) => name),
    ...deliveries.map((delivery) => columns.map(([, value]) => value(delivery))),
  ];
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, also behind spaces and within quotes; stores
 * and shoppers choose ids. An apostrophe in front makes it a text (OWASP, "CSV Injection").
 */
const isFormula = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = isFormula.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

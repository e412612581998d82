import { plainCodes, type Reason, vendorCodes } from '../../lambda/reasons/reason';
import { sources } from '../../lambda/sources/registry';

/** One whose customers are read. */
const [vendor = ''] = [...sources.values()].flatMap(({ api }) => api?.vendor ?? []);

/** One reason of each code: for the documentation, and for tests that look at all texts. */
export const exampleReasons: readonly Reason[] = [
  ...plainCodes.map((code) => ({ code })),
  { code: 'body-too-deep', params: { levels: 100 } },
  { code: 'field-missing', params: { field: 'data.object' } },
  { code: 'field-wrong-type', params: { field: 'email', expected: 'string', found: 'number' } },
  { code: 'field-out-of-bounds', params: { field: 'data.object.created', found: 'number' } },
  { code: 'fields-not-read', params: { fields: ['note', 'metafields'] } },
  { code: 'fields-withheld', params: { fields: ['customer.note'] } },
  { code: 'api-version-unknown', params: { version: '2027-04' } },
  { code: 'event-without-data', params: { event: 'created', fields: [] } },
  { code: 'format-unknown', params: { format: 'v3.core.event' } },
  { code: 'field-invalid', params: { field: 'registration_date' } },
  { code: 'skipped-by-mapping', params: { skip: 'staff' } },
  { code: 'mapping-failed', params: { error: 'TypeError', at: 'mapping.ts:12' } },
  { code: 'mapping-result-invalid', params: { field: 'dob', found: 'a number' } },
  { code: 'mapping-changed-field', params: { field: 'id' } },
  { code: 'event-not-handled', params: { event: 'orders/create' } },
  { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
  { code: 'customer-redacted', params: { fields: ['email', 'name'] } },
  ...vendorCodes.map((code) => ({ code, params: { vendor } })),
  { code: 'vendor-error', params: { vendor, status: 503 } },
  { code: 'vendor-denied', params: { vendor, status: 401 } },
  { code: 'vendor-throttled', params: { vendor, retryAfterMs: 5000 } },
  { code: 'vendor-unreachable', params: { vendor, error: 'ECONNREFUSED' } },
  { code: 'vendor-no-answer', params: { vendor, error: 'timeout' } },
  { code: 'vendor-keys-unreadable', params: { error: 'AccessDeniedException' } },
  { code: 'masivo-error', params: { status: 503, retryAfterMs: 40_000 } },
  { code: 'masivo-denied', params: { status: 401 } },
  { code: 'masivo-wrong-address', params: { status: 404 } },
  { code: 'masivo-throttled', params: { retryAfterMs: 5000 } },
  { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } },
  { code: 'masivo-no-answer', params: { error: 'timeout' } },
  { code: 'masivo-secret-unreadable', params: { error: 'AccessDeniedException' } },
  { code: 'request-refused', params: { call: 'change', status: 400 } },
  { code: 'customer-refused', params: { status: 400 } },
  { code: 'consent-refused', params: { status: 422 } },
  { code: 'erased-but-in-masivo', params: { customer: '5554780753378' } },
  ...(
    [
      'email-of-other-customer',
      'email-not-verified',
      'owner-not-verified',
      'owner-moved',
      'owner-deleted',
    ] as const
  ).map((code) => ({ code, params: { customer: '1001', source: 'source', store: 'store' } })),
  {
    code: 'merged-with',
    params: { customer: '1001', source: 'source', store: 'store', wallet: null, keptWallet: null },
  },
  { code: 'selftest-would-create', params: { consent: true } },
  { code: 'selftest-would-not-create', params: { cause: { code: 'store-creates-none' } } },
  { code: 'sign-in-failed', params: { cause: { code: 'masivo-denied', params: { status: 401 } } } },
  { code: 'given-up', params: { cause: { code: 'masivo-error', params: { status: 503 } } } },
];

import type { Reason } from '../../../lambda/reasons/reason';
import { networkFailure } from '../../../lambda/retry/retry-policy';
import { type VendorStep, vendorReasonOf, vendorStepFor } from '../../../lambda/retry/vendor-answers';

describe('what a vendor answers to a read', () => {
  const vendor = 'Fake';
  test.each<[status: number, step: VendorStep, reason: Reason]>([
    [400, 'fail', { code: 'vendor-error', params: { vendor, status: 400 } }],
    [401, 'renew-key', { code: 'vendor-denied', params: { vendor, status: 401 } }],
    [403, 'renew-key', { code: 'vendor-denied', params: { vendor, status: 403 } }],
    [404, 'missing', { code: 'vendor-error', params: { vendor, status: 404 } }],
    [409, 'fail', { code: 'vendor-error', params: { vendor, status: 409 } }],
    [429, 'fail', { code: 'vendor-throttled', params: { vendor } }],
    [500, 'fail', { code: 'vendor-error', params: { vendor, status: 500 } }],
    [503, 'fail', { code: 'vendor-error', params: { vendor, status: 503 } }],
  ])('HTTP %s', (status, step, reason) => {
    expect(vendorStepFor(status)).toBe(step);
    expect(vendorReasonOf(vendor, { status })).toEqual(reason);
  });

  test('its Retry-After is told', () => {
    const params = { vendor, retryAfterMs: 5000 };
    expect(vendorReasonOf(vendor, { status: 429, retryAfterMs: 5000 })).toEqual({
      code: 'vendor-throttled',
      params,
    });
  });

  test.each([
    ['ECONNREFUSED', 'unsent', 'vendor-unreachable'],
    ['timeout', 'lost', 'vendor-no-answer'],
  ])('%s says whose API it was', (error, kind, code) => {
    expect(networkFailure(error, vendor)).toEqual({ kind, why: { code, params: { vendor, error } } });
  });
});

import { faultOf } from '../../../trials/fuzz/verdict';

/** The judge of hostile requests must be able to find a fault. */
const forged = {
  method: 'POST',
  path: '/webhooks/shopify',
  headers: [],
  body: Buffer.from('{}'),
  authentic: false,
};
const authentic = { ...forged, authentic: true };
const notObject = { ...authentic, body: Buffer.from('[]') };
const large = { ...authentic, body: Buffer.alloc(256 * 1024 + 1) };

test.each([
  [500, forged, 'answered 500'],
  [503, authentic, 'answered 503'],
  ['hung', forged, 'no answer'],
  [200, forged, 'accepted a forgery'],
  [401, authentic, 'rejected an authentic event'],
  ['closed', authentic, 'rejected an authentic event'],
  [200, large, 'rejected an authentic event'],
  [202, forged, 'took a forgery for authentic'],
  [202, authentic, 'rejected an authentic event'],
  [200, notObject, 'rejected an authentic event'],
] as const)('%s is a fault (%#)', (ending, request, told) => {
  expect(faultOf(request, ending)).toMatch(told);
});

test.each([
  [401, forged],
  [404, forged],
  ['closed', forged],
  [200, authentic],
  [202, notObject],
  [413, large],
] as const)('%s is none (%#)', (ending, request) => {
  expect(faultOf(request, ending)).toBeUndefined();
});

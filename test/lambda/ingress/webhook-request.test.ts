import { webhookRequest } from '../../../lambda/ingress/webhook-request';
import { httpEvent } from '../../support/http-event';
import { everyByte } from '../sources/vector';

test.each<[string, { body?: string; isBase64Encoded?: boolean }, Buffer]>([
  ['every byte value in base64', { body: everyByte.toString('base64'), isBase64Encoded: true }, everyByte],
  ['text', { body: '{"a":"ñ 😀"}', isBase64Encoded: false }, Buffer.from('{"a":"ñ 😀"}')],
  ['text that looks like base64', { body: 'AAAA', isBase64Encoded: false }, Buffer.from('AAAA')],
  ['CRLF', { body: 'a\r\nb', isBase64Encoded: false }, Buffer.from([97, 13, 10, 98])],
  ['an empty body', { body: '', isBase64Encoded: true }, Buffer.alloc(0)],
  ['no body', {}, Buffer.alloc(0)],
])('the bytes of %s', (_, given, bytes) => {
  expect(webhookRequest(httpEvent(given)).body.equals(bytes)).toBe(true);
});

test('names of headers are lower-cased, their values left as they are', () => {
  const headers = { 'X-Shopify-Topic': ' Customers/Create ', 'stripe-signature': 'T=1' };
  expect(webhookRequest(httpEvent({ headers })).headers).toEqual({
    'x-shopify-topic': ' Customers/Create ',
    'stripe-signature': 'T=1',
  });
});

test('a header named __proto__ is a header', () => {
  const headers: Record<string, string> = JSON.parse('{"__proto__":"x"}');
  const request = webhookRequest(httpEvent({ headers }));
  expect(Object.keys(request.headers)).toEqual(['__proto__']);
  expect(request.headers.x).toBeUndefined();
});

test('method and path are what was asked for', () => {
  expect(webhookRequest(httpEvent({ method: 'PUT', path: '/webhooks/%73' }))).toMatchObject({
    method: 'PUT',
    path: '/webhooks/%73',
  });
});

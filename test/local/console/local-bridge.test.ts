import { localBridge } from '../../../local/console/local-bridge';

const bridge = localBridge({
  url: 'http://127.0.0.1:9',
  stores: [],
  secrets: {},
  sandboxControl: undefined,
});

test.each([
  ['a header name that is none', { 'no name': 'x' }],
  ['a header value that is none', { 'x-some': 'a\nb' }],
  ['a header that only the connection may have', { 'transfer-encoding': 'chunked' }],
  ['nobody at the webhook port', {}],
])('%s: the event is not sent, and that is said', async (_, headers) => {
  expect(await bridge.send({ source: 'shopify', store: 'default', headers, body: '{}' })).toEqual({
    status: 0,
    delivery: null,
    message: expect.stringMatching(/^It cannot be sent: ./),
  });
});

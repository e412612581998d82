import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type SignedRequest, whoSigned } from '../../../trials/judges/iam/signature';

const now = new Date('2026-11-27T10:00:00Z');
const body = '{"QueueUrl":"http://127.0.0.1:9/000000000000/events"}';

/** What the SDK's signer needs of a hash. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }
  digest = async (): Promise<Uint8Array> => this.#hash.digest();
  reset(): void {}
}
const bytes = (data: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
};

async function signed(): Promise<SignedRequest> {
  const signer = new SignatureV4({
    service: 'sqs',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local-receive', secretAccessKey: 'local' },
    sha256: Sha256,
  });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: 9,
      path: '/',
      headers: { host: '127.0.0.1:9', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body,
    },
    { signingDate: now },
  );
  return { method: 'POST', target: '/', headers, body: Buffer.from(body) };
}

test("what AWS's signer signed is taken, and tells who asks what service", async () => {
  expect(whoSigned(await signed(), 'local', now.getTime())).toEqual({
    accessKey: 'local-receive',
    region: 'us-east-1',
    service: 'sqs',
  });
});

test.each<[string, (request: SignedRequest) => Partial<SignedRequest>, string]>([
  ['another body', () => ({ body: Buffer.from('{}') }), 'SignatureDoesNotMatch'],
  ['another path', () => ({ target: '/x' }), 'SignatureDoesNotMatch'],
  [
    'another target',
    ({ headers }) => ({ headers: { ...headers, 'x-amz-target': 'AmazonSQS.PurgeQueue' } }),
    'SignatureDoesNotMatch',
  ],
  [
    'no signature',
    ({ headers }) => ({ headers: { ...headers, authorization: undefined } }),
    'IncompleteSignature',
  ],
  [
    'a target that is not signed',
    ({ headers }) => ({
      headers: { ...headers, authorization: headers.authorization?.replace(';x-amz-target', '') },
    }),
    'not signed: x-amz-target',
  ],
])('%s is refused', async (_, change, refusal) => {
  const request = await signed();
  expect(whoSigned({ ...request, ...change(request) }, 'local', now.getTime())).toBe(refusal);
});

test('another key, and a signature that is too old, are refused', async () => {
  expect(whoSigned(await signed(), 'other', now.getTime())).toBe('SignatureDoesNotMatch');
  expect(whoSigned(await signed(), 'local', now.getTime() + 16 * 60_000)).toBe('RequestExpired');
});

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AwsService, endpointOf, type FunctionEnvironment, required } from './aws-service';
import { credentialsIn } from './environment-credentials';

export type SignHeaders = (
  operation: string,
  body: string,
  at: Date,
) => Promise<Readonly<Record<string, string>>>;

/** Makes a call's headers, signed with AWS's own signer. Credentials are read at each call, as the SDK's are. */
export function headerSigner(service: AwsService, environment: FunctionEnvironment): SignHeaders {
  const endpoint = endpointOf(service, environment);
  const signer = new SignatureV4({
    service: service.name,
    region: required(environment, 'AWS_REGION'),
    credentials: async () => credentialsIn(environment),
    sha256: Sha256,
  });
  return async (operation, body, signingDate) => {
    const trace = environment._X_AMZN_TRACE_ID;
    const headers = {
      host: endpoint.host,
      'content-type': `application/x-amz-json-${service.jsonVersion}`,
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': `${service.target}.${operation}`,
      // Lambda finds functions that call one another in circles by it, and X-Ray what belongs together.
      ...(trace ? { 'x-amzn-trace-id': trace } : {}),
    };
    const { protocol, hostname, pathname: path } = endpoint;
    const request = { method: 'POST', protocol, hostname, path, headers, body };
    return (await signer.sign(request, { signingDate })).headers;
  };
}

/** What the signer hashes with, a new one each time. */
export class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret));
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('unused');
  }
}

function keyOf(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  if (secret instanceof ArrayBuffer) return new Uint8Array(secret);
  return new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
}

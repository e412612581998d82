import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../lambda/aws/signed-headers';
import type { HttpCallDeps } from './http-call';

type Authorise = HttpCallDeps['authorise'];

/** For the local bridge, which gives its run's token to programs of the same user alone. */
export const withToken =
  (token: string): Authorise =>
  async (_, headers) => ({ ...headers, authorization: `Bearer ${token}` });

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** For AWS, which checks the signature and tells the function whose it is. */
export function withSignature(
  url: string,
  region: string,
  credentials: () => Promise<Credentials>,
): Authorise {
  const { protocol, hostname, host } = new URL(url);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  return async (path, headers, body) => {
    const request = { method: 'POST', protocol, hostname, path, headers: { ...headers, host }, body };
    const { host: _, ...signed } = (await signer.sign(request)).headers;
    return signed;
  };
}

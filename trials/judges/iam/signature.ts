import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Signer {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

/** AWS refuses what was signed longer ago, or in the future. */
const mostSkewMs = 15 * 60_000;
/** Signed by everybody who signs, and needed to know what was asked. */
const ofServices = ['host', 'x-amz-date', 'x-amz-target'];

/**
 * Checks Signature Version 4 as AWS does, written from its documentation and without the signer that our code uses.
 * @returns who signed, or why AWS would refuse
 */
export function whoSigned(
  request: SignedRequest,
  secretKey: string,
  now: number,
  needed: readonly string[] = ofServices,
): Signer | string {
  const { headers } = request;
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const match = form.exec(headers.authorization ?? '');
  if (!match) return 'IncompleteSignature';
  const [, accessKey = '', day = '', region = '', service = '', signed = '', signature = ''] = match;
  const names = signed.split(';');
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) return `not signed: ${missing.join(', ')}`;
  const date = String(headers['x-amz-date']);
  if (!date.startsWith(day)) return 'the credential is of another day than the date';
  if (Math.abs(timeOf(date) - now) > mostSkewMs) return 'RequestExpired';
  const [path = '/', query = ''] = request.target.split('?');
  const canonical = [
    request.method,
    encodeURI(path),
    query.split('&').sort().join('&'),
    ...names.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signed,
    sha256(request.body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(Buffer.from(canonical))].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretKey}`);
  if (hmac(key, toSign).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  return { accessKey, region, service };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();

/** `20261127T100000Z`. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

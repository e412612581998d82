import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { profileOf } from '../../lambda/sources/profiles';
import { defaultStore } from '../../lambda/store-name';
import { webhookPath } from '../../lambda/webhook-address';
import { trialVendors } from '../vendors/registry';

/** What signs in the bench: as good as any other. */
export const webhookSecret = (source: string): string => profileOf(source).secret.local;

/** A webhook as API Gateway's HTTP API hands it over (payload format 2.0), signed just now. */
export function webhookEvent(source: string, now = new Date()): APIGatewayProxyEventV2 {
  const path = webhookPath({ source, store: defaultStore });
  const domainName = 'bench.execute-api.us-east-1.amazonaws.com';
  const profile = profileOf(source);
  // Where no trial plays the vendor, its sample signup.
  const sample = () => profile.signup({ serial: 1, at: now, vendorAccount: 'any', live: true });
  const event = trialVendors.get(source)?.full ?? sample();
  const headers = { ...event.headers, ...profile.sign(event, webhookSecret(source), now) };
  const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    version: '2.0',
    routeKey: `POST ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip',
      'content-length': String(event.body.length),
      'content-type': 'application/json; charset=utf-8',
      host: domainName,
      'x-amzn-trace-id': 'Root=1-00000000-000000000000000000000000',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...Object.fromEntries(lowerCased),
    },
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName,
      domainPrefix: 'bench',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'bench' },
      requestId: 'bench',
      routeKey: `POST ${path}`,
      stage: '$default',
      time: '02/Nov/2026:08:30:02 +0000',
      timeEpoch: 1_793_608_202_000,
    },
    body: event.body.toString('utf8'),
    isBase64Encoded: false,
  };
}

import { Hono } from 'hono';
import { explained } from '../../../cli/failures';
import { NewerItem } from '../../../lambda/ledger/item-versions';
import { onError } from '../../../operator/console/api/problem';
import { type AwsFailureKind, awsFailureOf } from '../../../operator/core/aws-failure';

const secret = 'what was sent';
const named = (name: string, more: object = {}) => Object.assign(new Error(secret), { name, ...more });
const ofAws = (name: string, fault = 'client') => named(name, { $fault: fault, $metadata: {} });

/** How the console's API answers what a route threw. */
async function answered(error: Error): Promise<{ status: number; body: unknown }> {
  const app = new Hono().onError(onError);
  app.get('/', () => {
    throw error;
  });
  const response = await app.request('/');
  return { status: response.status, body: await response.json() };
}

describe.each<[AwsFailureKind, Error, number]>([
  ['no-credentials', named('CredentialsProviderError'), 502],
  ['bad-credentials', ofAws('ExpiredTokenException'), 502],
  ['bad-credentials', ofAws('UnrecognizedClientException'), 502],
  ['denied', ofAws('AccessDeniedException'), 502],
  ['denied', ofAws('KmsAccessDenied'), 502],
  ['throttled', ofAws('ThrottlingException'), 503],
  ['throttled', ofAws('RequestThrottled'), 503],
  ['throttled', ofAws('ProvisionedThroughputExceededException'), 503],
  ['missing', ofAws('ResourceNotFoundException'), 502],
  ['missing', ofAws('QueueDoesNotExist'), 502],
  ['missing', new NewerItem(secret), 502],
  ['network', named('TimeoutError'), 504],
  ['network', new Error('x', { cause: named('y', { code: 'ECONNREFUSED' }) }), 504],
])('%s: %s', (kind, error, status) => {
  test('is known by its name', () => {
    expect(awsFailureOf(error)?.kind).toBe(kind);
  });

  test('is one sentence at both faces, and the console quotes nothing', async () => {
    const failure = awsFailureOf(error);
    const sentence = failure?.sentence ?? '';
    expect(explained(error)?.message.startsWith(sentence.slice(0, -1))).toBe(true);
    const answer = await answered(error);
    expect(answer).toMatchObject({ status, body: { error: { message: sentence } } });
    expect(JSON.stringify(answer)).not.toContain(secret);
  });
});

test('of AWS and of none of these kinds: the command line quotes it, the console names it', async () => {
  const error = ofAws('ValidationException');
  expect(awsFailureOf(error)?.kind).toBe('refused');
  expect(awsFailureOf(ofAws('InternalFailure', 'server'))?.kind).toBe('failing');
  expect(explained(error)?.message).toBe(`AWS refuses: ValidationException: ${secret}`);
  const told = jest.spyOn(console, 'error').mockImplementation(() => {});
  const answer = await answered(error);
  expect(answer).toMatchObject({ status: 500, body: { error: { code: 'failed' } } });
  expect(JSON.stringify([answer, told.mock.calls])).not.toContain(secret);
  told.mockRestore();
});

test('a bug is none', () => {
  expect(awsFailureOf(new TypeError('x'))).toBeUndefined();
  expect(awsFailureOf('text')).toBeUndefined();
});

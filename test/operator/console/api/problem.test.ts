import { Hono } from 'hono';
import { onError } from '../../../../operator/console/api/problem';

async function answerTo(name: string) {
  const app = new Hono();
  app.get('/', () => {
    throw Object.assign(new Error('quotes jane@example.com'), { name });
  });
  app.onError(onError);
  const answer = await app.request('/');
  return { status: answer.status, body: await answer.text() };
}

test.each([
  ['CredentialsProviderError', 502, 'aws_credentials', 'AWS_PROFILE'],
  ['AccessDenied', 502, 'aws_permission', 'OperatorPolicy'],
  ['TooManyRequestsException', 503, 'aws_throttled', 'Try again in a moment'],
  ['OperateFailed', 502, 'aws_failing', 'output OperateLogs'],
  ['OtherVersion', 502, 'aws_missing', 'Deploy it'],
  ['ECONNREFUSED', 504, 'unreachable', 'whether the bridge still runs'],
])('%s is told as what it is, and with what to do', async (name, status, code, fix) => {
  const { status: answered, body } = await answerTo(name);
  expect(answered).toBe(status);
  expect(body).toContain(`"code":"${code}"`);
  expect(body).toContain(fix);
  expect(body).not.toContain('jane');
});

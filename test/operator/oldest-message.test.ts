import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startSqs } from '../../local/aws/sqs';
import { oldestMessageMs } from '../../operator/function/oldest-message';
import { type Asked, listen } from '../lambda/masivo/server';

const region = 'eu-west-1';
const credentials = { accessKeyId: 'fake', secretAccessKey: 'fake', sessionToken: 'fake-session' };
const environment = {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'fake',
  AWS_SECRET_ACCESS_KEY: 'fake',
  AWS_SESSION_TOKEN: 'fake-session',
};

/** CloudWatch as its JSON protocol is: it answers one question, and keeps what it was asked. */
async function startCloudWatch(status: number, body: object) {
  const asked: Asked[] = [];
  const server = await listen((response, request) => {
    asked.push(request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  });
  let now = Date.parse('2026-11-27T12:00:00Z');
  const oldestMs = oldestMessageMs('https://sqs.eu-west-1.amazonaws.com/123456789012/qa-events', {
    environment: { ...environment, AWS_ENDPOINT_URL_CLOUDWATCH: server.url },
    now: () => new Date(now),
    random: Math.random,
  });
  return { asked, oldestMs, pass: (ms: number) => (now += ms) };
}

test('the newest figure of the queue is asked for, signed, and believed for a minute', async () => {
  const values = { MetricDataResults: [{ Id: 'age', Values: [7200, 7140], StatusCode: 'Complete' }] };
  const { asked, oldestMs, pass } = await startCloudWatch(200, values);
  expect(await oldestMs()).toBe(7_200_000);
  expect(await oldestMs()).toBe(7_200_000);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.headers).toMatchObject({
    'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
    'x-amz-security-token': 'fake-session',
    authorization: expect.stringContaining(`/${region}/monitoring/aws4_request`),
  });
  expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
    EndTime: Date.parse('2026-11-27T12:00:00Z') / 1000,
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [
      { MetricStat: { Metric: { Dimensions: [{ Name: 'QueueName', Value: 'qa-events' }] } } },
    ],
  });
  pass(60_000);
  await oldestMs();
  expect(asked).toHaveLength(2);
});

test.each<[string, number, object]>([
  ['there is none', 200, { MetricDataResults: [{ Id: 'age', Timestamps: [], Values: [] }] }],
  ['the role may not ask', 403, { __type: 'AccessDeniedException', message: 'no' }],
  ['the answer is another', 200, {}],
])('the age is unknown where %s', async (_, status, body) => {
  const { oldestMs } = await startCloudWatch(status, body);
  expect(await oldestMs()).toBeUndefined();
});

test('the local queue tells its own age', async () => {
  let now = Date.parse('2026-11-27T12:00:00Z');
  const sqs = await startSqs({ queues: [{ name: 'events', visibilityTimeoutSeconds: 30 }], now: () => now });
  const queue = new SQSClient({ region, credentials, endpoint: sqs.endpoint });
  const asking = oldestMessageMs(sqs.queueUrl('events'), {
    environment: { ...environment, AWS_ENDPOINT_URL_CLOUDWATCH: sqs.endpoint },
    now: nextMinute(),
    random: Math.random,
  });
  expect(await asking()).toBeUndefined();
  await queue.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl('events'), MessageBody: 'a' }));
  now += 3 * 24 * 3600_000;
  await queue.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl('events'), MessageBody: 'b' }));
  expect(await asking()).toBe(3 * 24 * 3600_000);
  queue.destroy();
  await sqs.close();
});

/** A figure is believed for a minute, so each question here is a minute later. */
function nextMinute(): () => Date {
  let now = Date.now();
  return () => {
    now += 60_000;
    return new Date(now);
  };
}

import type { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { AwsService, FunctionEnvironment } from '../../lambda/aws/aws-service';
import { signedCaller } from '../../lambda/aws/signed-call';
import { type Clock, systemClock } from '../../lambda/clock';

const cloudWatch: AwsService = {
  name: 'monitoring',
  target: 'GraniteServiceVersion20100801',
  jsonVersion: '1.0',
  endpointVariable: 'AWS_ENDPOINT_URL_CLOUDWATCH',
};

/** SQS tells CloudWatch each minute; what is older than this says nothing of now. */
const lookedBackMs = 20 * 60_000;
/** The console asks every few seconds, and each answer costs 0.00001 USD. */
const believedForMs = 60_000;

const Answer = v.object({
  MetricDataResults: v.array(v.object({ Values: v.optional(v.array(v.number()), []) })),
});

export interface OldestMessageDeps {
  /** The client whose credentials are used: there is no client for CloudWatch among the packages. */
  readonly client: Pick<SQSClient, 'config'>;
  readonly region: string;
  /** Where other endpoints than AWS's own are named. */
  readonly variables: FunctionEnvironment;
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * How long the oldest message of a queue has waited, in ms, as SQS told CloudWatch in the last minutes. SQS leaves out
 * messages that were received more than three times.
 * @returns undefined where CloudWatch has no figure, cannot be reached, or may not be asked
 */
export function oldestMessageMs(
  queueUrl: string,
  { client, region, variables, clock = systemClock }: OldestMessageDeps,
): () => Promise<number | undefined> {
  const environment: Record<string, string | undefined> = {
    AWS_REGION: region,
    AWS_ENDPOINT_URL: variables.AWS_ENDPOINT_URL,
    AWS_ENDPOINT_URL_CLOUDWATCH: variables.AWS_ENDPOINT_URL_CLOUDWATCH,
  };
  const caller = signedCaller(cloudWatch, { environment, now: clock.now, random: Math.random });
  let last: { readonly at: number; readonly ms: number | undefined } | undefined;

  async function ask(at: number): Promise<number | undefined> {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    environment.AWS_ACCESS_KEY_ID = accessKeyId;
    environment.AWS_SECRET_ACCESS_KEY = secretAccessKey;
    environment.AWS_SESSION_TOKEN = sessionToken;
    const answer = await caller.call('GetMetricData', {
      StartTime: Math.floor((at - lookedBackMs) / 1000),
      EndTime: Math.ceil(at / 1000),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          Id: 'age',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'ApproximateAgeOfOldestMessage',
              Dimensions: [{ Name: 'QueueName', Value: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) }],
            },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
    });
    const [seconds] = v.parse(Answer, answer).MetricDataResults[0]?.Values ?? [];
    return seconds === undefined ? undefined : seconds * 1000;
  }

  return async () => {
    const at = clock.now().getTime();
    if (!last || at - last.at >= believedForMs) {
      // It is one figure among many: without it the others are still worth seeing.
      last = { at, ms: await ask(at).catch(() => undefined) };
    }
    return last.ms;
  };
}

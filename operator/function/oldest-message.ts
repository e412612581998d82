import * as v from 'valibot';
import type { AwsService } from '../../lambda/aws/aws-service';
import { type SignedCallDeps, signedCaller } from '../../lambda/aws/signed-call';

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

/**
 * How long the oldest message of a queue has waited, in ms, as SQS told CloudWatch in the last minutes. SQS leaves out
 * messages that were received more than three times.
 * @returns undefined where CloudWatch has no figure, cannot be reached, or may not be asked
 */
export function oldestMessageMs(queueUrl: string, deps: SignedCallDeps): () => Promise<number | undefined> {
  const caller = signedCaller(cloudWatch, deps);
  let last: { readonly at: number; readonly ms: number | undefined } | undefined;

  async function ask(at: number): Promise<number | undefined> {
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
    const at = deps.now().getTime();
    if (!last || at - last.at >= believedForMs) {
      // It is one figure among many: without it the others are still worth seeing.
      last = { at, ms: await ask(at).catch(() => undefined) };
    }
    return last.ms;
  };
}

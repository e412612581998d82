import * as v from 'valibot';
import { type Operation, operation } from '../json-protocol';
import type { Queue } from '../queue-state';

const Query = v.object({
  Id: v.string(),
  MetricStat: v.object({
    Metric: v.object({
      Namespace: v.literal('AWS/SQS'),
      MetricName: v.literal('ApproximateAgeOfOldestMessage'),
      Dimensions: v.tuple([v.object({ Name: v.literal('QueueName'), Value: v.string() })]),
    }),
  }),
});

/** The one figure of CloudWatch's that is asked for. Unlike SQS it counts every message, and is always up to date. */
export function metricOperations(queueAt: (name: string) => Queue): Record<string, Operation> {
  return {
    GetMetricData: operation(v.object({ MetricDataQueries: v.tuple([Query]) }), (input) => {
      const [{ Id, MetricStat }] = input.MetricDataQueries;
      const [{ Value }] = MetricStat.Metric.Dimensions;
      const queue = queueAt(Value);
      const ms = queue.oldestMs();
      const values =
        ms === undefined ? [] : [{ at: Math.floor(queue.now() / 1000), seconds: Math.floor(ms / 1000) }];
      return {
        MetricDataResults: [
          {
            Id,
            Timestamps: values.map(({ at }) => at),
            Values: values.map(({ seconds }) => seconds),
            StatusCode: 'Complete',
          },
        ],
      };
    }),
  };
}

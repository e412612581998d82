/** No body, signature, token, name, e-mail or phone number may ever be logged, so callers pick each field. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A figure for CloudWatch; its dimensions are names of fields of the same line. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly unit: 'Count' | 'Seconds';
  /** Every combination of values is a metric that is billed: never store together with outcome. */
  readonly by?: readonly ('source' | 'store' | 'outcome' | 'why')[];
}

/** One JSON line, which may carry figures. */
export type Log = (fields: LogFields, ...metrics: readonly Metric[]) => void;

export const metricsNamespace = 'MasivoBridge';

/**
 * Figures travel inside the log line (CloudWatch's embedded metric format), so that no request waits for a call
 * to CloudWatch. Every figure has the environment as its first dimension.
 */
export function jsonLog(environment: string, write: (line: string) => void = writeLine): Log {
  return (fields, ...metrics) => {
    const line = { ...fields, environment };
    const figures = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    write(JSON.stringify(metrics.length === 0 ? line : { ...line, ...figures, _aws: embedded(metrics) }));
  };
}

// Not `console.log`: Lambda's runtime would make a text inside another object of it, where CloudWatch does not find the
// figures. Standard output it passes on line by line.
const writeLine = (line: string): void => void process.stdout.write(`${line}\n`);

function embedded(metrics: readonly Metric[]) {
  return {
    Timestamp: Date.now(),
    CloudWatchMetrics: metrics.map(({ name, unit, by = [] }) => ({
      Namespace: metricsNamespace,
      Dimensions: [['environment', ...by]],
      Metrics: [{ Name: name, Unit: unit }],
    })),
  };
}

/** An error's name says what failed; its message may hold personal data, so it stays out of logs. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

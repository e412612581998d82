/** Bytes of log lines as CloudWatch bills them: each event with 26 more. */
export const logBytes = (lines: readonly string[]) =>
  lines.reduce((all, line) => all + Buffer.byteLength(line) + 26, 0);

/** Each combination of a figure's name and the values of its dimensions is a metric that is billed. */
export function figuresOf(line: string): string[] {
  const fields = JSON.parse(line);
  const directives: { Dimensions: string[][]; Metrics: { Name: string }[] }[] =
    fields._aws?.CloudWatchMetrics ?? [];
  return directives.flatMap(({ Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((by) => [Name, ...by.map((name) => `${name}=${fields[name]}`)].join(' ')),
    ),
  );
}

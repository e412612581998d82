import * as v from 'valibot';

const AttemptLine = v.object({
  event: v.literal('attempt'),
  delivery: v.string(),
  source: v.string(),
  store: v.string(),
  outcome: v.string(),
  reason: v.nullable(v.string()),
  attempt: v.number(),
  ms: v.number(),
});

/** The functions log JSON, one line per attempt; in a terminal a person reads it. Other lines stay as they are. */
export function readableLine(line: string): string {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), AttemptLine), line);
  if (!parsed.success) return line;
  const { delivery, source, store, outcome, reason, attempt, ms } = parsed.output;
  const why = reason ? `: ${reason}` : '';
  return `${source}/${store} ${delivery.slice(0, 8)} attempt ${attempt} ${outcome}${why} (${ms} ms)`;
}

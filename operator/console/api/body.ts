import type { Context } from 'hono';
import * as v from 'valibot';
import { problem } from './problem';

/** The request's JSON body as `schema` says, or the answer that refuses it. */
export async function readBody<T extends v.GenericSchema>(
  c: Context,
  schema: T,
): Promise<{ readonly body: v.InferOutput<T> } | { readonly refusal: Response }> {
  const json: unknown = await c.req.json().catch(() => undefined);
  const result = v.safeParse(schema, json);
  if (result.success) return { body: result.output };
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'the body';
  return { refusal: c.json(problem('bad_body', `${where}: ${issue.message}`), 400) };
}

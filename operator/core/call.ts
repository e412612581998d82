import * as v from 'valibot';

/** What a call comes to. An answer that is undefined says that there is no such thing. */
export type Performed =
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'bad-arguments'; readonly what: string };

/** A call with its arguments' schema, which every request has to meet. */
export function call<S extends v.GenericSchema, A>(
  schema: S,
  run: (given: v.InferOutput<S>) => A | Promise<A>,
) {
  return {
    schema,
    run,
    async perform(json: unknown): Promise<Performed> {
      const read = v.safeParse(schema, json);
      if (read.success) return { kind: 'answer', answer: await run(read.output) };
      const [issue] = read.issues;
      // valibot's own message quotes what was given, which may be an e-mail.
      return {
        kind: 'bad-arguments',
        what: `${v.getDotPath(issue) ?? 'the whole'}: expected ${issue.expected}`,
      };
    },
  };
}

/** What a caller may give as this: JSON makes texts of dates, and leaves out members that are undefined. */
export type Sent<T> = T extends Date
  ? T
  : T extends readonly (infer E)[]
    ? readonly Sent<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Sent<T[K]> | (object extends Pick<T, K> ? undefined : never) }
      : T;

import type * as v from 'valibot';

/**
 * What a schema knows at the place of an issue: the names of settings where one is unknown, the values where one is
 * none of them, the names of a record. Valibot's issues do not tell.
 */
export function knownAt(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): string[] {
  const { expected, type } = issue;
  const path: readonly v.IssuePathItem[] = issue.path ?? [];
  const isName = expected === 'never' || path.at(-1)?.origin === 'key';
  const above = isName ? path.slice(0, -1) : path;
  let here: readonly unknown[] = formsOf(schema);
  for (const { key } of above) here = here.flatMap((form) => formsOf(inside(form, key)));
  if (expected === 'never') return here.flatMap((form) => Object.keys(Object(part(form, 'entries'))));
  if (isName) here = here.flatMap((form) => formsOf(part(form, 'key')));
  return type === 'picklist' || type === 'literal' || type === 'union' ? here.flatMap(valuesOf) : [];
}

const part = (schema: unknown, name: string): unknown => Reflect.get(Object(schema), name);

/** The forms that a value may have, without what only makes it optional. */
function formsOf(schema: unknown): readonly unknown[] {
  const wrapped = part(schema, 'wrapped');
  if (wrapped !== undefined) return formsOf(wrapped);
  const options = part(schema, 'options');
  if (part(schema, 'type') === 'union' && Array.isArray(options)) return options.flatMap(formsOf);
  const getter = part(schema, 'getter');
  if (typeof getter === 'function') return formsOf(getter());
  return schema === undefined ? [] : [schema];
}

const inside = (form: unknown, key: unknown): unknown =>
  part(part(form, 'entries'), String(key)) ?? part(form, 'value') ?? part(form, 'item');

function valuesOf(form: unknown): string[] {
  const [options, literal] = [part(form, 'options'), part(form, 'literal')];
  if (Array.isArray(options)) return options.map(String);
  return literal === undefined ? [] : [String(literal)];
}

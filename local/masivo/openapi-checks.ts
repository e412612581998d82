import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import openapi from './openapi.json';

/** A value that was read, or why it could not be. */
export type Read<T> = { ok: true; value: T } | { ok: false; reason: string };

/** One call of the description, e.g. `POST /customers`. */
export interface Operation {
  key: string;
  method: string;
  path: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every call openapi.json describes: the sandbox has a handler for each and nothing else. */
export const operations: readonly Operation[] = Object.entries(openapi.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => method in item).map((method) => ({
    key: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
  })),
);

// Strict mode: with a typo in a schema of openapi.json the first check fails instead of letting everything through.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
addFormats(ajv);
// The document around the schemas is no schema: strict mode is told its top-level fields.
ajv.addVocabulary(Object.keys(openapi));
ajv.addSchema(openapi, 'masivo');

type SchemaName = keyof typeof openapi.components.schemas;

/** Points into openapi.json, for schemas that build on it. */
export function schemaRef(name: SchemaName): { $ref: string } {
  return { $ref: `masivo#/components/schemas/${name}` };
}

/**
 * Compiles a schema when something is checked first: all of them at once would be a sixth of the start.
 * `T` is the type the schema describes.
 */
export function checker<T>(schema: object): (value: unknown, root: string) => Read<T> {
  let compiled: ValidateFunction<T> | undefined;
  return (value, root) => {
    compiled ??= ajv.compile<T>(schema);
    return compiled(value) ? { ok: true, value } : { ok: false, reason: explain(compiled.errors?.[0], root) };
  };
}

/** Checks the `{id}` of a path against the description's parameter. */
export const checkCustomerId = checker<string>({ $ref: 'masivo#/components/parameters/CustomerId/schema' });

/** Names the failing field first: that is what someone who reads a log looks for. */
export function explain(error: ErrorObject | undefined, root: string): string {
  if (error === undefined) return `${root} is not valid`;
  const at = `${root}${error.instancePath}`;
  if (error.keyword === 'required') return `${at}/${error.params.missingProperty} is missing`;
  if (error.keyword === 'additionalProperties') {
    return `${at}/${error.params.additionalProperty} is not a known field`;
  }
  if (error.keyword === 'enum') return `${at} must be one of ${JSON.stringify(error.params.allowedValues)}`;
  return `${at} ${error.message ?? 'is not valid'}`;
}

/** JSON text as a value. */
export function readJson(text: string): Read<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, reason: 'body is not JSON' };
  }
}

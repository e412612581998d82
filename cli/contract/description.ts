import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import openapi from '../../local/masivo/openapi.json';
import { explain } from '../../local/masivo/openapi-checks';

/** The parts of an answer that the description covers. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

// All errors, not only the first: a person compares with Masivo's page once, not ten times.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats(ajv);
ajv.addVocabulary(Object.keys(openapi));
ajv.addSchema(openapi, 'masivo');

type Responses = Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>;

const limitHeaders = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];

/**
 * How an answer differs from the description of its call, without its values: field names and rules only.
 * @param call as openapi.json names it, `POST /customers`.
 */
export function differencesOf(call: string, expected: number, answer: Answered): string[] {
  const { status, headers, text } = answer;
  const missing = limitHeaders.filter((name) => !/^\d+$/.test(headers.get(name) ?? ''));
  return [
    ...(status === expected ? [] : [`answers ${status}, and ${expected} is described`]),
    ...(missing.length > 0 ? [`has no number in ${missing.join(', ')}`] : []),
    ...bodyDifferences(call, status, text),
  ];
}

function bodyDifferences(call: string, status: number, text: string): string[] {
  const schema = schemaOf(call, status);
  if (schema === undefined) return [`the description has no answer ${status}`];
  if (schema === null) return text === '' ? [] : ['has a body, and none is described'];
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ['the body is not JSON'];
  }
  const valid = ajv.compile({ $ref: schema });
  if (valid(body)) return [];
  return [...new Set((valid.errors ?? []).map((error) => explain(error, 'body')))];
}

/** Where the schema of a body is; null where none is described, undefined where the status is not. */
function schemaOf(call: string, status: number): string | null | undefined {
  const [method = '', path = ''] = call.toLowerCase().split(' ');
  const paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> = openapi.paths;
  const operation = paths[path]?.[method];
  const responses = isOperation(operation) ? operation.responses : {};
  const response = responses[String(status)];
  if (!response) return undefined;
  const own = ['paths', path, method, 'responses', String(status)].map(pointerPart).join('/');
  const place = response.$ref === undefined ? `masivo#/${own}` : `masivo${response.$ref}`;
  // A response that is referred to always has a body here.
  if (response.$ref === undefined && !response.content) return null;
  return `${place}/content/${pointerPart('application/json')}/schema`;
}

const isOperation = (value: unknown): value is { readonly responses: Responses } =>
  typeof value === 'object' && value !== null && 'responses' in value;

const pointerPart = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

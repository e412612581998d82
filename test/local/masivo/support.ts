import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import openapi from '../../../local/masivo/openapi.json';
import {
  type MasivoSandbox,
  type MasivoSandboxOptions,
  startMasivoSandbox,
} from '../../../local/masivo/sandbox';
import { until, whether } from '../../support/until';

export const API_KEY = 'fake-api-key';

/** An answer as far as the tests look at it; `body` is undefined when there is none. */
export interface Seen {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface Request {
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  text?: string;
  headers?: Record<string, string>;
  /** null sends no Authorization header. */
  token?: string | null;
  signal?: AbortSignal;
}

/** A sandbox with a signed-in client. */
export interface Client {
  sandbox: MasivoSandbox;
  /** Calls the Masivo API and checks that openapi.json describes the answer. */
  api(method: string, path: string, request?: Request): Promise<Seen>;
  /** The same without the check, for answers that are wrong on purpose. */
  raw(method: string, path: string, request?: Request): Promise<Response>;
  control(method: string, path: string, body?: unknown): Promise<Seen>;
}

const running: MasivoSandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

/** Starts a sandbox that ends with the test. */
export async function startClient(options: Partial<MasivoSandboxOptions> = {}): Promise<Client> {
  const sandbox = await startMasivoSandbox({ port: 0, apiKey: API_KEY, ...options });
  running.push(sandbox);
  const ownToken = await authorize(sandbox);

  const raw: Client['raw'] = (method, path, request = {}) => {
    const { body, text = body === undefined ? undefined : JSON.stringify(body), token = ownToken } = request;
    return fetch(`${sandbox.baseUrl}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(text === undefined ? {} : { body: text }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  };
  return {
    sandbox,
    raw,
    async api(method, path, request) {
      const seen = await read(await raw(method, path, request));
      expect(answerProblems(method, path, seen)).toEqual([]);
      return seen;
    },
    async control(method, path, body) {
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      return read(await fetch(`${sandbox.controlUrl}${path}`, { method, ...text }));
    },
  };
}

/** A client of a sandbox that misbehaves by these rules. */
export const misbehaving = (...rules: object[]): Promise<Client> => misbehavingWith({}, ...rules);

export async function misbehavingWith(
  options: Partial<MasivoSandboxOptions>,
  ...rules: object[]
): Promise<Client> {
  const client = await startClient(options);
  const put = await client.control('PUT', '/misbehaviour', { rules });
  expect(put.status).toBe(200);
  return client;
}

/** Exchanges the API key for a token. */
export async function authorize(sandbox: MasivoSandbox): Promise<string> {
  const answer = await fetch(`${sandbox.baseUrl}/auth/authorize`, { headers: { 'x-api-key': API_KEY } });
  return String(at(await answer.json(), 'data'));
}

async function read(answer: Response): Promise<Seen> {
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Sends a request that gets no answer, and leaves once the sandbox has seen it. */
export async function giveUp(
  { raw, control }: Client,
  method: string,
  path: string,
  body: unknown,
): Promise<void> {
  const silent = async () =>
    Number(at((await control('GET', '/record')).body, 'requests', `${method} ${path}`, 'no answer') ?? 0);
  const before = await silent();
  const leave = new AbortController();
  const answer = raw(method, path, { body, signal: leave.signal }).then(
    ({ status }) => status,
    () => 'gone',
  );
  await until('the silence', async () => whether((await silent()) > before));
  leave.abort();
  expect(await answer).toBe('gone');
}

/** The value at a path of properties, undefined where it ends. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** A customer that POST /customers takes. */
export function newCustomer(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    name: `Fake Shopper ${id}`,
    email: `shopper-${id}@example.com`,
    registration_date: '2026-11-07T05:31:56Z',
    ...more,
  };
}

// An Ajv of its own: the sandbox must not be judged by the code under test.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats(ajv);
ajv.addVocabulary(Object.keys(openapi));
ajv.addSchema(openapi, 'description');

/** Follows a `$ref` of openapi.json; anything else stays what it is. */
export function resolved(value: unknown): unknown {
  const target = at(value, '$ref');
  return typeof target === 'string' ? resolved(at(openapi, ...target.slice(2).split('/'))) : value;
}

/** What in an answer openapi.json does not describe. */
export function answerProblems(method: string, path: string, { status, headers, body }: Seen): string[] {
  const bare = path.replace(/\?.*/, '');
  const templates = Object.keys(openapi.paths);
  const template =
    templates.find((candidate) => candidate === bare) ??
    templates.find((candidate) => new RegExp(`^${candidate.replace('{id}', '[^/]+')}$`).test(bare)) ??
    '';
  const responses = at(openapi.paths, template, method.toLowerCase(), 'responses');
  const response = resolved(at(responses, String(status)) ?? at(responses, 'default'));
  if (response === undefined) return [`nothing describes ${method} ${path}`];
  const missing = Object.keys(Object(at(response, 'headers'))).filter((name) => !headers.has(name));
  const schema = at(response, 'content', 'application/json', 'schema');
  return [...missing.map((name) => `header ${name} is missing`), ...bodyProblems(schema, headers, body)];
}

const compiled = new Map<string, ValidateFunction>();

function bodyProblems(schema: unknown, headers: Headers, body: unknown): string[] {
  if (schema === undefined) return body === undefined ? [] : ['a body where none is described'];
  if (headers.get('content-type') !== 'application/json') return ['not application/json'];
  const text = JSON.stringify(schema).replaceAll('"#/', '"description#/');
  const valid = compiled.get(text) ?? ajv.compile(JSON.parse(text));
  compiled.set(text, valid);
  return valid(body) ? [] : [ajv.errorsText(valid.errors)];
}

import fc from 'fast-check';
import openapi from '../../../local/masivo/openapi.json';
import { operations } from '../../../local/masivo/openapi-checks';
import { answerProblems, at, newCustomer, resolved, startClient } from './support';

/** Every `$ref` in a value. */
function refs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = at(value, '$ref');
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(refs)];
}

test('describes the calls the bridge uses', () => {
  expect(operations.map(({ key }) => key).sort()).toEqual([
    'GET /auth/authorize',
    'GET /customers/{id}',
    'GET /tiers',
    'PATCH /customers/{id}',
    'PATCH /customers/{id}/consent',
    'POST /customers',
    'POST /customers/migrate',
  ]);
});

test('every reference leads somewhere, and every component is used', () => {
  const used = new Set(refs(openapi));
  for (const ref of used) expect([ref, resolved({ $ref: ref })]).not.toEqual([ref, undefined]);
  const { securitySchemes: _, ...components } = openapi.components;
  for (const [kind, named] of Object.entries(components)) {
    for (const name of Object.keys(named)) expect(used).toContain(`#/components/${kind}/${name}`);
  }
});

test.each(operations)('$key says how it fails', ({ method, path }) => {
  const operation = at(openapi.paths, path, method.toLowerCase());
  expect(at(operation, 'description')).toEqual(expect.any(String));
  const statuses = Object.keys(Object(at(operation, 'responses')));
  expect(statuses).toEqual(expect.arrayContaining(['401', '429', 'default']));
  expect(statuses.includes('415')).toBe(at(operation, 'requestBody') !== undefined);
});

describe('the check of answers, which the other tests lean on', () => {
  const headers = () =>
    new Headers({
      'content-type': 'application/json',
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1',
    });
  const error = { error: 'not_found', details: 'x' };

  test('accepts a described answer', () => {
    const seen = { status: 404, headers: headers(), body: error };
    expect(answerProblems('GET', '/customers/1', seen)).toEqual([]);
  });

  test.each<[string, string, string, number, unknown, RegExp]>([
    ['another body', 'GET', '/customers/1', 404, { message: 'x' }, /required/],
    ['a further field', 'GET', '/customers/1', 404, { ...error, code: 1 }, /additional/],
    ['a success that lacks the wallet', 'GET', '/customers/1', 200, { data: { customer: {} } }, /wallet/],
    ['a body where there is none', 'POST', '/customers/migrate', 202, {}, /where none/],
    ['no body', 'GET', '/tiers', 200, undefined, /data must be/],
    ['another call', 'GET', '/customers', 200, {}, /nothing describes/],
    ['a 429 without Retry-After', 'GET', '/tiers', 429, error, /Retry-After/],
  ])('refuses %s', (_, method, path, status, body, problem) => {
    expect(answerProblems(method, path, { status, headers: headers(), body }).join()).toMatch(problem);
  });

  test('refuses an answer without the limits', () => {
    const bare = headers();
    bare.delete('x-ratelimit-reset');
    expect(answerProblems('GET', '/customers/1', { status: 404, headers: bare, body: error })).toEqual([
      'header X-RateLimit-Reset is missing',
    ]);
  });
});

test('whatever is sent, the answer is described and no failure of the server', async () => {
  const { api } = await startClient();
  const likely = fc.record(
    {
      id: fc.string(),
      name: fc.string(),
      email: fc.oneof(fc.emailAddress(), fc.string()),
      registration_date: fc.oneof(fc.constant('2026-11-07T05:31:56Z'), fc.string()),
      gender: fc.constantFrom('MALE', 'FEMALE', null, 'OTHER'),
      metadata: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    },
    { requiredKeys: ['id', 'name', 'email'] },
  );
  const property = fc.asyncProperty(fc.oneof(likely, fc.jsonValue()), async (body) => {
    const { status } = await api('POST', '/customers', { body });
    expect([201, 400, 409]).toContain(status);
  });
  await fc.assert(property, { seed: 1, numRuns: 150 });
});

test('a created customer reads back as it was sent', async () => {
  const { api } = await startClient();
  let count = 0;
  const property = fc.asyncProperty(
    fc.string({ minLength: 1 }),
    fc.dictionary(fc.string(), fc.jsonValue()),
    async (name, metadata) => {
      count += 1;
      const body = newCustomer(String(count), { name, metadata: JSON.parse(JSON.stringify(metadata)) });
      expect((await api('POST', '/customers', { body })).status).toBe(201);
      expect(at((await api('GET', `/customers/${count}`)).body, 'data', 'customer')).toMatchObject(body);
    },
  );
  await fc.assert(property, { seed: 2, numRuns: 50 });
});

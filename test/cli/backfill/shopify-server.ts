import * as v from 'valibot';
import { listen } from '../../lambda/masivo/server';
import { faultsIn } from '../vendors/shopify/schema/faults';
import { json, shopifyTokens, type TokenOptions } from '../vendors/shopify/tokens';

const Asked = v.object({ query: v.string(), variables: v.record(v.string(), v.unknown()) });
const Start = v.object({
  query: v.pipe(v.string(), v.includes('bulkOperationRunQuery(query: $query)')),
  variables: v.strictObject({
    // One connection of nodes, without variables of its own: Shopify refuses anything else.
    query: v.pipe(
      v.string(),
      v.regex(/^\{ customers(\(query: "[^"]+"\))? \{ edges \{ node \{ [^$]+ \} \} \} \}$/),
    ),
  }),
});
const Look = v.object({
  query: v.pipe(v.string(), v.includes('... on BulkOperation')),
  variables: v.strictObject({ id: v.literal('gid://shopify/BulkOperation/1') }),
});

/** A shop that writes its customers into a file, and checks what it is asked as Shopify does. */
export async function startShopifyBulk(
  lines: readonly string[],
  {
    denied = false,
    scopes = ['read_customers'],
    tokens = {},
  }: { denied?: boolean; scopes?: readonly string[]; tokens?: TokenOptions } = {},
) {
  const granted = shopifyTokens(tokens);
  const queries: string[] = [];
  let looks = 0;
  const { url, asked } = await listen((response, { method, path, headers, body }) => {
    if (path === '/files/customers.jsonl?signature=fake') {
      response.writeHead(200, { 'content-type': 'application/jsonl' });
      response.end(lines.map((line) => `${line}\n`).join(''));
      return;
    }
    if (path === '/admin/oauth/access_token') return granted.grant(response, { method, path, headers, body });
    if (path !== '/admin/api/2026-10/graphql.json') return json(response, 404, { errors: 'Not Found' });
    const token = String(headers['x-shopify-access-token']);
    if (token !== 'shpat_fake' && !granted.accepts(token)) return json(response, 401, { errors: 'Invalid' });
    if (method !== 'POST' || headers['content-type'] !== 'application/json') return json(response, 406, {});
    json(response, 200, answer(JSON.parse(body)));
  });

  function answer(request: unknown): object {
    const { query, variables } = v.parse(Asked, request);
    const [fault] = faultsIn(query, variables);
    if (fault !== undefined) return { errors: [{ message: fault }] };
    if (query.includes('currentAppInstallation')) {
      const accessScopes = scopes.map((handle) => ({ handle }));
      return { data: { currentAppInstallation: { accessScopes } } };
    }
    const start = v.safeParse(Start, request);
    if (start.success) {
      const [inside] = faultsIn(start.output.variables.query);
      if (inside !== undefined) return refused(inside);
      queries.push(start.output.variables.query);
      const bulkOperation = { id: 'gid://shopify/BulkOperation/1', status: 'CREATED' };
      return { data: { bulkOperationRunQuery: { bulkOperation, userErrors: [] } } };
    }
    if (!v.is(Look, request)) return { errors: [{ message: 'Parse error' }] };
    looks += 1;
    const isDone = looks > 1;
    if (isDone && denied) {
      return {
        data: { node: { status: 'FAILED', errorCode: 'ACCESS_DENIED', objectCount: '0', url: null } },
      };
    }
    return {
      data: {
        node: {
          status: isDone ? 'COMPLETED' : 'RUNNING',
          errorCode: null,
          objectCount: String(isDone ? lines.length : 0),
          url: isDone ? `${url}/files/customers.jsonl?signature=fake` : null,
        },
      },
    };
  }
  return { origin: url, asked, queries, renewed: granted.renewed };
}

const refused = (message: string) => ({
  data: { bulkOperationRunQuery: { bulkOperation: null, userErrors: [{ message }] } },
});

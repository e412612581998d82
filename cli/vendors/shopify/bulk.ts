import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { UnreadableStore } from '../../backfill/engine/readers/reader';
import { scopesOf } from './admin';
import { accessFix, fixFor } from './denied';
import { documents } from './documents';

export interface ShopifyBulkDeps {
  /** The Admin GraphQL API: the `data` of its answer. */
  readonly graphQl: (query: string, variables: object) => Promise<unknown>;
  readonly sleep: (ms: number) => Promise<void>;
  /** How many customers Shopify has written so far. */
  readonly onProgress: (count: number) => void;
}

const Started = v.object({
  bulkOperationRunQuery: v.object({
    bulkOperation: v.nullish(v.object({ id: v.string() })),
    userErrors: v.array(v.object({ message: v.string() })),
  }),
});
const Operation = v.object({
  status: v.string(),
  errorCode: v.nullish(v.string()),
  objectCount: v.pipe(v.nullish(v.union([v.string(), v.number()]), 0), v.transform(Number)),
  url: v.nullish(v.string()),
});
type Operation = v.InferOutput<typeof Operation>;
const Polled = v.object({ node: v.nullish(Operation) });

const pollMs = 2000;

/**
 * Has Shopify write all customers into a file, and downloads it to `file`, readable by its owner only: it holds
 * personal data. https://shopify.dev/docs/api/usage/bulk-operations/queries
 * @throws UnreadableStore
 */
export async function fetchShopifyCustomers(
  query: string,
  file: string,
  { graphQl, sleep, onProgress }: ShopifyBulkDeps,
): Promise<void> {
  const { bulkOperation, userErrors } = v.parse(
    Started,
    await graphQl(documents.startBulk, { query }),
  ).bulkOperationRunQuery;
  if (userErrors[0] || !bulkOperation) {
    throw new UnreadableStore(
      `Shopify does not start the bulk operation: ${userErrors[0]?.message ?? 'no reason given'}`,
    );
  }
  for (;;) {
    const { node } = v.parse(Polled, await graphQl(documents.lookAtBulk, { id: bulkOperation.id }));
    if (!node) throw new UnreadableStore('Shopify has forgotten the bulk operation. Run the command again.');
    onProgress(node.objectCount);
    if (isDone(node)) return download(node.url ?? null, file);
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(node.status)) throw await ended(node, graphQl);
    await sleep(pollMs);
  }
}

/** Only a shop without customers has no file: one that is missing, or an error, must not be read as an empty shop. */
function isDone({ status, errorCode, objectCount, url }: Operation): boolean {
  return status === 'COMPLETED' && !errorCode && (Boolean(url) || objectCount === 0);
}

async function ended(
  { status, errorCode }: Operation,
  graphQl: ShopifyBulkDeps['graphQl'],
): Promise<UnreadableStore> {
  const how = `Shopify ended the bulk operation as ${status}${errorCode ? `, ${errorCode}` : ', without a file'}`;
  return new UnreadableStore(
    errorCode === 'ACCESS_DENIED' ? `${how}: ${await lacking(graphQl)}` : `${how}. Run the command again.`,
  );
}

const needed = 'read_customers';
const data = 'access to protected customer data (name, e-mail, phone, address)';

/** A bulk operation that is denied does not say for want of what, so the app's scopes are looked at. */
async function lacking(graphQl: ShopifyBulkDeps['graphQl']): Promise<string> {
  const scopes = await scopesOf((query) => graphQl(query, {})).catch(() => undefined);
  if (!scopes) return `the app lacks the scope ${needed}, or ${data}. ${accessFix}`;
  return scopes.has(needed)
    ? `the app has the scope ${needed}, so what it lacks is ${data}. ${fixFor(data)}`
    : `the app lacks the scope ${needed}. ${fixFor(needed)}`;
}

/** Renamed only when complete, so that half a file is never taken for a whole one. */
async function download(url: string | null, file: string): Promise<void> {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const body = url === null ? null : await fetch(url).then(bodyOf, () => undefined);
  if (body === undefined)
    throw new UnreadableStore('The file that Shopify made cannot be downloaded. Run the command again.');
  try {
    await pipeline(body ?? Readable.from([]), createWriteStream(part, { mode: 0o600 }));
  } catch {
    rmSync(part, { force: true });
    throw new UnreadableStore('The download broke off. Run the command again.');
  }
  renameSync(part, file);
}

function bodyOf(response: Response): Readable | undefined {
  if (response.status !== 200 || !response.body) return undefined;
  return Readable.from(response.body);
}

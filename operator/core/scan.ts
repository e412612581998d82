import type { ScanCommandInput, ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, unknown>;

/** DynamoDB's Scan, with the API's own input. */
export type Scan = (
  input: ScanCommandInput,
) => Promise<Pick<ScanCommandOutput, 'Items' | 'LastEvaluatedKey'>>;

export interface ScannedTable {
  readonly tableName: string;
  readonly account: string;
  readonly scan: Scan;
}

/** Items of one Masivo account; `next` is where the next page begins. */
export interface ScannedPage {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** A whole table page by page, from an earlier page's `next` on. */
export async function* pagesOf(
  { tableName, account, scan }: ScannedTable,
  start?: string,
): AsyncGenerator<ScannedPage> {
  let next = start;
  do {
    const { Items = [], LastEvaluatedKey } = await scan({
      TableName: tableName,
      ConsistentRead: true,
      ...(next === undefined ? {} : { ExclusiveStartKey: marshall({ pk: next }) }),
    });
    const items = Items.map((item) => unmarshall(item));
    next = LastEvaluatedKey && String(unmarshall(LastEvaluatedKey).pk);
    yield { items: items.filter(({ pk }) => String(pk).startsWith(`${account}|`)), next };
  } while (next !== undefined);
}

/** Every item of one Masivo account in a table. */
export async function* itemsOf(table: ScannedTable): AsyncGenerator<Item> {
  for await (const { items } of pagesOf(table)) yield* items;
}

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../lambda/clock';
import { ledgerKeys, seriesOf, table } from '../../lambda/ledger/table';
import type { LedgerPlace } from './records';

/** The longest time a message may exist: fourteen days on the queue, and as many in the DLQ. */
const countedForMs = 30 * 24 * 3600_000;

/**
 * The number of a delivery's next series of attempts. Two concurrent requests must not get the same: of two messages
 * of one series the second is a copy.
 * @param tried the last series that was tried, as far as it is known: it counts where the count has expired.
 */
export async function nextSeries(
  delivery: string,
  tried: number,
  { place, clock }: { readonly place: LedgerPlace; readonly clock: Pick<Clock, 'now'> },
): Promise<number> {
  const { db, tableName, account } = place;
  const answer = await db.updateItem({
    TableName: tableName,
    Key: marshall({ pk: ledgerKeys(account).count(seriesOf(delivery)) }),
    UpdateExpression: 'SET #used = if_not_exists(#used, :tried) + :one, #expiry = :expiry',
    ExpressionAttributeNames: { '#used': 'used', '#expiry': table.expiry },
    ExpressionAttributeValues: marshall({
      ':tried': tried,
      ':one': 1,
      ':expiry': Math.ceil((clock.now().getTime() + countedForMs) / 1000),
    }),
    ReturnValues: 'UPDATED_NEW',
  });
  return Number(unmarshall(answer.Attributes ?? {}).used);
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { itemVersions } from '../ledger/item-versions';
import type { AttemptMark, SharedItems } from '../ledger/shared-items';
import type { LedgerKeys } from '../ledger/table';
import type { DynamoDb } from './dynamodb';

/** DynamoDB refuses an expression above 4,096 bytes ("Expression size has exceeded the maximum allowed size"). */
const marksPerWrite = 100;

/**
 * All marks are attributes of one item: its name says until when, which try alone and by whom, and its value is the
 * set of messages. So one write reads what others left, and DynamoDB takes an empty set for no attribute. Both writes
 * come to the same when the AWS client repeats them.
 *
 * A mark of ten messages takes about 150 bytes: one write unit for seven batches at a time.
 */
export function dynamoDbAttemptMarks(
  TableName: string,
  keys: LedgerKeys,
  db: DynamoDb,
): Pick<SharedItems, 'beginAttempts' | 'endAttempts'> {
  const Key = marshall({ pk: keys.attempts });
  return {
    async beginAttempts(mark) {
      const answer = await db.updateItem({
        TableName,
        Key,
        UpdateExpression: 'SET #v = :v, #mark = :messages',
        ExpressionAttributeNames: { '#v': 'v', '#mark': nameOf(mark) },
        ExpressionAttributeValues: {
          ':v': { N: String(itemVersions.shared) },
          ':messages': messagesOf(mark),
        },
        ReturnValues: 'ALL_NEW',
      });
      return Object.entries(unmarshall(answer.Attributes ?? {})).flatMap(([name, value]) => {
        const mark = value instanceof Set ? readMark(name, [...value].map(String)) : undefined;
        return mark ? [mark] : [];
      });
    },

    async endAttempts(marks) {
      for (let first = 0; first < marks.length; first += marksPerWrite) {
        const places = [...marks.slice(first, first + marksPerWrite).entries()];
        await db.updateItem({
          TableName,
          Key,
          UpdateExpression: `DELETE ${places.map(([place]) => `#m${place} :m${place}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(
            places.map(([place, mark]) => [`#m${place}`, nameOf(mark)]),
          ),
          ExpressionAttributeValues: Object.fromEntries(
            places.map(([place, mark]) => [`:m${place}`, messagesOf(mark)]),
          ),
        });
      }
    },
  };
}

const nameOf = ({ until, tryAlone, id }: AttemptMark) => `${until}|${tryAlone}|${id}`;
const messagesOf = ({ messages }: AttemptMark): AttributeValue => ({ SS: [...messages] });

/** Undefined for an attribute that is no mark. */
function readMark(name: string, messages: readonly string[]): AttemptMark | undefined {
  const [, until, tryAlone, id] = /^(\d+)\|(\d+)\|(.+)$/.exec(name) ?? [];
  return id === undefined ? undefined : { id, until: Number(until), tryAlone: Number(tryAlone), messages };
}

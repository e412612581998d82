import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isObject, parsedJson } from '../lambda/json';
import { unpack } from '../lambda/ledger/packed';

/** As the trials know a person. */
export interface Person {
  readonly id: string;
  readonly versions: readonly {
    readonly name: string;
    readonly email: string | null;
    readonly phone: string | null;
  }[];
}

/** Something that holds data, as text with nothing packed or encoded. */
export interface Holding {
  readonly where: string;
  readonly text: string;
}

/** Of an item of the ledger, its key included. Tombstones hold no text that anybody could search for. */
export function holdingOfItem(item: Record<string, AttributeValue>): Holding {
  const { packed, ...plain } = unmarshall(item);
  const where = String(plain.pk).split('|')[1] ?? '?';
  if (!(packed instanceof Uint8Array)) return { where, text: JSON.stringify(plain) };
  const { value, bytes } = unpack(packed);
  return { where, text: [JSON.stringify(plain), JSON.stringify(value), bytes.toString()].join('\n') };
}

/** Of a message on a queue. */
export function holdingOfMessage(where: string, message: string): Holding {
  const envelope = parsedJson(message);
  const body = isObject(envelope) && typeof envelope.body === 'string' ? envelope.body : '';
  return { where, text: `${message}\n${Buffer.from(body, 'base64').toString()}` };
}

export interface Needle {
  readonly what: 'id' | 'name' | 'e-mail' | 'phone';
  readonly pattern: RegExp;
}

/** What tells of a customer, but for what others, who were not erased, have as well. */
export function needlesOf({ id, versions }: Person, others: readonly Person[]): readonly Needle[] {
  const needles: Needle[] = [];
  const theirs = (field: 'name' | 'email' | 'phone') =>
    new Set(others.flatMap((other) => other.versions.map((version) => version[field])));
  const own = (field: 'name' | 'email' | 'phone', what: Needle['what']) => {
    const shared = theirs(field);
    for (const value of new Set(versions.map((version) => version[field]))) {
      // A store may keep the parts of a name apart.
      if (value && !shared.has(value)) needles.push(needle(what, value.replace(/^Shopper /, '')));
    }
  };
  own('name', 'name');
  own('email', 'e-mail');
  own('phone', 'phone');
  return [...needles, needleOfId(id)];
}

export const needleOfId = (id: string): Needle => needle('id', id);

/** No part of a longer number. */
const needle = (what: Needle['what'], text: string): Needle => ({
  what,
  pattern: new RegExp(`(?<![0-9])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![0-9])`, 'i'),
});

/** What tells an operator why, and of whom: by the id alone. */
const reasons = /"(?:reason|cause)":\{"code":"[\w-]+","params":\{[^{}]*\}\}/g;

/**
 * The text in which no id of somebody erased may be: tasks, reasons and the record of what operators did have it until
 * they end. Whom attempts missed in Masivo is read for minutes, and DynamoDB deletes it.
 */
export const textWithoutTasks = ({ where, text }: Holding): string =>
  where === 'task' || where === 'action' || where === 'missing' ? '' : text.replaceAll(reasons, '');

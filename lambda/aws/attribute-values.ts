import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isObject } from '../json';
import { CallFailed } from './call-failed';

/** A call's input as JSON can hold it: DynamoDB takes binary values in base64. */
export function toWire(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toWire);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)]));
}

export type Attributes = Record<string, AttributeValue>;

/** @throws CallFailed for what is no item: it did not come from DynamoDB */
export function attributesIn(value: unknown): Attributes {
  if (!isObject(value)) return unreadable();
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, attributeIn(member)]));
}

/** @throws CallFailed for what is no list of items */
export function itemsIn(value: unknown): Attributes[] {
  return Array.isArray(value) ? value.map(attributesIn) : unreadable();
}

/** The types of which the ledger's items are made. */
function attributeIn(value: unknown): AttributeValue {
  if (!isObject(value)) return unreadable();
  const { S, N, B, BOOL, NULL, SS, L, M } = value;
  if (typeof S === 'string') return { S };
  if (typeof N === 'string') return { N };
  if (typeof B === 'string') return { B: Buffer.from(B, 'base64') };
  if (typeof BOOL === 'boolean') return { BOOL };
  if (NULL === true) return { NULL };
  if (Array.isArray(SS)) return { SS: SS.map(String) };
  if (Array.isArray(L)) return { L: L.map(attributeIn) };
  return isObject(M) ? { M: attributesIn(M) } : unreadable();
}

function unreadable(): never {
  throw new CallFailed('dynamodb', 'UnreadableAnswer');
}

import { createHash } from 'node:crypto';
import { AwsError, invalidParameter } from '../aws-error';
import type { Content, MessageAttribute, MessageAttributes } from './message';

/** SQS's limit for one message, and for all messages of one batch together: 1 MiB with the attributes. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Everything outside of what XML 1.0 can carry is refused by SQS, lone surrogates included. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Bytes of a message the way SQS counts them: the body and each attribute's name, type and value. */
export function contentBytes({ body, attributes }: Content): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    bytes +=
      Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + attributeValue(attribute).length;
  }
  return bytes;
}

/** Refuses what SQS refuses to take in. */
export function checkContent(content: Content): void {
  if (content.body === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  for (const text of [
    content.body,
    ...Object.values(content.attributes).map((one) => one.StringValue ?? ''),
  ]) {
    const found = FORBIDDEN.exec(text)?.[0].codePointAt(0)?.toString(16);
    if (found === undefined) continue;
    const allowed = '#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF';
    const message = `Invalid binary character '#x${found}' was found in the message body, the set of allowed characters is ${allowed}`;
    throw new AwsError('InvalidMessageContents', message);
  }
  checkAttributes(content.attributes);
  if (contentBytes(content) > MAX_MESSAGE_BYTES) {
    const reason = `Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`;
    throw new AwsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
  }
}

/** MD5 of a body: the SDK computes it again and refuses an answer that differs. */
export function bodyMd5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

/**
 * MD5 of the attributes as the SQS guide defines it: sorted by name, each part preceded by its length in four
 * bytes, the value by one byte for its kind. Undefined when there are none.
 */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of sorted) {
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Buffer.of(attribute.DataType.startsWith('Binary') ? 2 : 1));
    add(attributeValue(attribute));
  }
  return hash.digest('hex');
}

function checkAttributes(attributes: MessageAttributes): void {
  const all = Object.entries(attributes);
  if (all.length > 10) {
    throw invalidParameter('MessageAttributes', all.length, 'A message has at most 10 attributes.');
  }
  for (const [name, attribute] of all) {
    const wellTyped = /^(String|Number|Binary)(\..+)?$/.test(attribute.DataType);
    if (wellTyped && attributeValue(attribute).length > 0) continue;
    const reason = 'It needs a DataType of String, Number or Binary and a value that is not empty.';
    throw invalidParameter('MessageAttributes', name, reason);
  }
}

function attributeValue(attribute: MessageAttribute): Buffer {
  return attribute.DataType.startsWith('Binary')
    ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
    : Buffer.from(attribute.StringValue ?? '');
}

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { dictionary } from './dictionary';

const lengthBytes = 4;

/**
 * A JSON value, and raw bytes beside it, as one compressed binary: the length of the JSON in four bytes, the JSON,
 * the bytes. They share one compression because a snapshot repeats what its body says.
 *
 * DynamoDB bills writes by started KB and storage by the byte, for as long as a delivery is kept.
 */
export function pack(value: unknown, bytes: Uint8Array = new Uint8Array()): Uint8Array {
  const json = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(json.length);
  return deflateRawSync(Buffer.concat([length, json, bytes]), { dictionary, level: 9 });
}

/** @throws Error for what `pack` did not make, and for a dictionary other than the one it was packed with. */
export function unpack(packed: Uint8Array): { value: unknown; bytes: Buffer } {
  const whole = inflateRawSync(packed, { dictionary });
  const end = lengthBytes + whole.readUInt32BE();
  return { value: JSON.parse(whole.toString('utf8', lengthBytes, end)), bytes: whole.subarray(end) };
}

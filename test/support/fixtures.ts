import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A body of test/fixtures, byte for byte as the vendor sends it. */
export function fixture(path: string): Buffer {
  return readFileSync(join(__dirname, '..', 'fixtures', path));
}

/** A fixture's members, to change some and write it again. */
export function fixtureJson(path: string): Record<string, unknown> {
  return JSON.parse(fixture(path).toString());
}

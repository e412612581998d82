import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type CompiledMapping, compiledMapping, StoredMapping } from './compiled-mapping';

/** The environment's own mapping, a file beside the bundle; undefined where it has none. */
export const readMapping = (): CompiledMapping | undefined =>
  mappingAt(process.env.MAPPING_FILE || join(__dirname, 'mapping.json'));

export function mappingAt(path: string): CompiledMapping | undefined {
  if (!existsSync(path)) return undefined;
  return compiledMapping(v.parse(StoredMapping, JSON.parse(readFileSync(path, 'utf8'))));
}

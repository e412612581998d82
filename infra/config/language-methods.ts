import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import type { Mistake } from './config-error';

const method = /\.(localeCompare|toLocale[A-Z]\w*)\b/g;

/**
 * Calls whose answer depends on the language of the machine: a mapping would give one customer on AWS, and another one
 * where an operator compares or brings shoppers over.
 */
export function languageMethods({ code, map }: { readonly code: string; readonly map: string }): Mistake[] {
  const sources = new SourceMap(JSON.parse(map));
  return [...code.matchAll(method)].map(({ index, 1: name }) => {
    const before = code.slice(0, index).split('\n');
    const entry = sources.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
    const where =
      'originalSource' in entry
        ? `${basename(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
        : 'the file';
    return {
      where,
      what: `${name} depends on the language of the machine. Compare with < and >, change case with toUpperCase and toLowerCase, and write numbers and dates out`,
    };
  });
}

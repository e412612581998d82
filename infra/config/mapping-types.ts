import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, type Mistake } from './config-error';
import { mappingFile } from './mapping-file';

const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** As strict as this repository, and without Node's types: a mapping has nothing of Node. */
const options = [
  ...['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--pretty', 'false'],
  ...['--module', 'preserve', '--target', 'es2022', '--lib', 'es2024', '--types', ''],
];

/**
 * Has TypeScript check a config folder's `mapping.ts`, where it has one: bundling it takes the types out unread, and a
 * name that may be null would fail at the first shopper without one. It takes a second or two.
 * @throws ConfigError with all that is wrong
 */
export function checkMappingTypes(folder: string): void {
  const path = join(folder, mappingFile);
  if (!existsSync(path)) return;
  const { status, stdout, error } = spawnSync(process.execPath, [compiler, ...options, path], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status === 0) return;
  throw new ConfigError([{ file: path, cannot: 'be deployed', mistakes: mistakesIn(stdout) }]);
}

/** `mapping.ts(12,9): error TS18047: 'customer.name' is possibly 'null'.`, and lines that say more of it. */
function mistakesIn(text: string): readonly Mistake[] {
  const mistakes = text.split(/\n(?=\S)/).flatMap((message): Mistake[] => {
    const [, file, line, column, what] =
      /^(.+)\((\d+),(\d+)\): error TS\d+: (.*)$/s.exec(message.trim()) ?? [];
    if (file === undefined || what === undefined) return [];
    return [{ where: `${file}:${line}:${column}`, what }];
  });
  return mistakes.length > 0 ? mistakes : [{ where: mappingFile, what: text.trim() }];
}

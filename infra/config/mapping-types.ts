import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { ConfigError, type Mistake } from './config-error';
import { mappingFile } from './mapping-file';
import { clientTsconfig, fromOtherCheckouts } from './this-checkout';

const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/**
 * Has TypeScript check a config folder's `mapping.ts`, where it has one: bundling it takes the types out unread, and a
 * name that may be null would fail at the first shopper without one. It takes a second or two.
 * @throws ConfigError with all that is wrong
 */
export function checkMappingTypes(folder: string): void {
  const path = join(folder, mappingFile);
  if (!existsSync(path)) return;
  const { status, listed, told } = compiled(resolve(path), folder);
  const mistakes = [...fromOtherCheckouts(path, listed), ...(status === 0 ? [] : mistakesIn(told))];
  if (mistakes.length > 0) throw new ConfigError([{ file: path, cannot: 'be deployed', mistakes }]);
}

/** As `tsconfig.client.json` of this checkout has it, whatever the folder's own says. */
function compiled(path: string, cwd: string) {
  // Names of its imports cannot be given on the command line.
  const own = mkdtempSync(join(tmpdir(), 'masivo-bridge-types-'));
  try {
    const project = join(own, 'tsconfig.json');
    writeFileSync(project, JSON.stringify({ extends: clientTsconfig, files: [path] }));
    const args = [compiler, '--project', project, '--pretty', 'false', '--listFiles'];
    const { status, signal, stdout, error } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    if (error) throw error;
    // Nothing is wrong with the mapping: Ctrl-C, or a machine without memory.
    if (signal) throw new Error(`TypeScript was stopped by ${signal} while it checked ${path}`);
    const lines = stdout.split('\n');
    const isFile = (line: string) => isAbsolute(line) && line.endsWith('.ts');
    return { status, listed: lines.filter(isFile), told: lines.filter((line) => !isFile(line)).join('\n') };
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** `mapping.ts(12,9): error TS18047: 'customer.name' is possibly 'null'.`, and lines that say more of it. */
function mistakesIn(text: string): readonly Mistake[] {
  const mistakes = text.split(/\n(?=\S)/).flatMap((message): Mistake[] => {
    const [, file, line, column, what] =
      /^(.+)\((\d+),(\d+)\): error TS\d+: (.*)$/s.exec(message.trim()) ?? [];
    if (file === undefined || what === undefined) return [];
    return [{ where: `${file}:${line}:${column}`, what: inMapping(what) }];
  });
  return mistakes.length > 0 ? mistakes : [{ where: mappingFile, what: text.trim() }];
}

/** TypeScript advises to install types, or to change its own settings: the mapping would fail once it is deployed. */
const inMapping = (what: string): string =>
  what.replace(
    /^(Cannot find name '[^']+')\. Do you need [^\n]*/,
    '$1: a mapping is pure, and cannot use what only Node or a browser has',
  );

import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { buildSync } from 'esbuild';
import type { Mistake } from './config-error';

/**
 * Why a file of the config folder cannot be loaded, with the place in it. The loader's own message has none, or that of
 * what it made of the file; so the file is looked at once more.
 * @param error what loading it threw
 */
export function unreadable(path: string, error: unknown): readonly Mistake[] {
  const found = buildMistakes(path);
  return found.length > 0 ? found : [thrownIn(path, error)];
}

/** What is no TypeScript, or imports what is not there. */
function buildMistakes(path: string): readonly Mistake[] {
  try {
    buildSync({
      entryPoints: [path],
      bundle: true,
      write: false,
      packages: 'external',
      platform: 'node',
      logLevel: 'silent',
    });
    return [];
  } catch (error) {
    return esbuildMistakes(error);
  }
}

/** What esbuild says, each with its place and its line. Empty where it is no error of esbuild's. */
export function esbuildMistakes(error: unknown): readonly Mistake[] {
  const errors: unknown = Reflect.get(Object(error), 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.map(({ text, location }) =>
    location
      ? {
          where: `${basename(location.file)}:${location.line}:${location.column + 1}`,
          what: String(text),
          sourceLine: String(location.lineText),
        }
      : { where: 'the file', what: String(text) },
  );
}

/** What the file itself threw. `instanceof` does not know the errors of Jest's own contexts. */
function thrownIn(path: string, error: unknown): Mistake {
  if (!isNativeError(error)) return { where: basename(path), what: String(error) };
  // Node adds which of our files wanted it.
  const [what = ''] = error.message.split('\nRequire stack:');
  const folder = dirname(path);
  const frame = (error.stack ?? '').split('\n').find((line) => line.includes(`${folder}/`));
  const [, file, line, column] = /([^/(\s]+\.ts):(\d+):(\d+)\)?$/.exec(frame ?? '') ?? [];
  if (file === undefined) return { where: basename(path), what };
  const sourceLine = readFileSync(`${folder}/${file}`, 'utf8').split('\n')[Number(line) - 1];
  return { where: `${file}:${line}:${column}`, what, sourceLine };
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { buildSync } from 'esbuild';
import { compiledMapping, placeOf, type StoredMapping } from '../../lambda/mapping/compiled-mapping';
import { at, ConfigError, type Mistake } from './config-error';
import { languageMethods } from './language-methods';
import { esbuildMistakes } from './unreadable';

/** Beside the environments: the customer mapping of all of them. No environment can be called so. */
export const mappingFile = 'mapping.ts';

/**
 * The mapping of a config folder, in one piece with all that it imports, as the functions load it; undefined where the
 * folder has none, and customers go as the bridge maps them.
 * @throws ConfigError where it cannot be bundled or loaded, imports what only a program has, or asks for the machine's
 * language.
 */
export function mappingIn(folder: string): StoredMapping | undefined {
  const path = join(folder, mappingFile);
  if (!existsSync(path)) return undefined;
  const { code, map } = bundled(path);
  const found = languageMethods({ code, map });
  if (found.length > 0) throw new ConfigError([{ file: path, cannot: 'be deployed', mistakes: found }]);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const stored = { hash, code, map };
  try {
    compiledMapping(stored);
  } catch (error) {
    const place = placeOf(error, map) ?? mappingFile;
    throw unusable(path, [at(place, isNativeError(error) ? error.message : String(error))]);
  }
  return stored;
}

function bundled(path: string): Pick<StoredMapping, 'code' | 'map'> {
  try {
    const { outputFiles } = buildSync({
      entryPoints: [path],
      bundle: true,
      write: false,
      outfile: 'mapping.js',
      format: 'cjs',
      // Node's own modules are not found: a mapping has no files, no network and no environment.
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'node20',
      // Without comments, which name files: the hash would differ between machines.
      minify: true,
      // Texts stand in the code as they are written, whatever their letters: what a mapping says is looked for there.
      charset: 'utf8',
      legalComments: 'none',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
    });
    const textOf = (end: string) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
    return { code: textOf('.js'), map: withoutFolders(textOf('.js.map')) };
  } catch (error) {
    const found = esbuildMistakes(error);
    throw unusable(path, found.length > 0 ? found.map(withReason) : [at(mappingFile, String(error))]);
  }
}

/** A module of Node's is there, and not found all the same. */
function withReason(mistake: Mistake): Mistake {
  const [, name] = /^Could not resolve "(.+)"$/.exec(mistake.what) ?? [];
  if (name === undefined || !isBuiltin(name)) return mistake;
  return { ...mistake, what: `${mistake.what}: a mapping is pure, and has no module of Node` };
}

/** Where the folder stands on this machine is nobody's business, and would make a deployment of nothing else. */
function withoutFolders(map: string): string {
  const { version, sources, names, mappings } = JSON.parse(map);
  return JSON.stringify({ version, sources: sources.map((path: string) => basename(path)), names, mappings });
}

const unusable = (file: string, mistakes: readonly Mistake[]) =>
  new ConfigError([{ file, cannot: 'be read', mistakes }]);

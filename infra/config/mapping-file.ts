import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { buildSync } from 'esbuild';
import { compiledMapping, placeOf, type StoredMapping } from '../../lambda/mapping/compiled-mapping';
import { at, ConfigError, type Mistake } from './config-error';
import { languageMethods } from './language-methods';
import { fromOtherCheckouts, importNames, nameMeant } from './this-checkout';
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
  const { code, map, files } = bundled(path);
  const found = [...fromOtherCheckouts(path, files), ...languageMethods({ code, map })];
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

interface Bundle extends Pick<StoredMapping, 'code' | 'map'> {
  /** All that it was made of. */
  readonly files: readonly string[];
}

function bundled(path: string): Bundle {
  try {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [path],
      bundle: true,
      write: false,
      outfile: 'mapping.js',
      format: 'cjs',
      // Node's own modules are not found: a mapping has no files, no network and no environment.
      platform: 'neutral',
      mainFields: ['module', 'main'],
      alias: { ...importNames },
      // The folder's own is for editors, and may lead to another checkout.
      tsconfigRaw: '{}',
      metafile: true,
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
    const files = Object.keys(metafile.inputs).map((file) => resolve(file));
    return { code: textOf('.js'), map: withoutFolders(textOf('.js.map')), files };
  } catch (error) {
    const found = esbuildMistakes(error);
    throw unusable(path, found.length > 0 ? found.map(withReason) : [at(mappingFile, String(error))]);
  }
}

/** A module of Node's is there, and not found all the same; the bridge's has another name. */
function withReason(mistake: Mistake): Mistake {
  const [, name] = /^Could not resolve "(.+)"$/.exec(mistake.what) ?? [];
  if (name === undefined) return mistake;
  if (!isBuiltin(name)) return { ...mistake, meant: nameMeant(name) };
  return { ...mistake, what: `${mistake.what}: a mapping is pure, and has no module of Node` };
}

/** Where the folder stands on this machine is nobody's business, and would make a deployment of nothing else. */
function withoutFolders(map: string): string {
  const { version, sources, names, mappings } = JSON.parse(map);
  return JSON.stringify({ version, sources: sources.map((path: string) => basename(path)), names, mappings });
}

const unusable = (file: string, mistakes: readonly Mistake[]) =>
  new ConfigError([{ file, cannot: 'be read', mistakes }]);

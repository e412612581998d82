import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import client from '../../tsconfig.client.json';
import { closest } from './closest';
import { at, type Mistake } from './config-error';

/** The checkout of the bridge that runs. Whatever it deploys has its code, wherever the config folder stands. */
const here = realpathSync(join(__dirname, '..', '..'));

/** For `mapping.ts`, in the place of a `tsconfig.json` of its own: how strict its types are, and the names below. */
export const clientTsconfig = join(here, 'tsconfig.client.json');

/** What files of a config folder import of the bridge, by names that do not say where a checkout stands. */
export const importNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(client.compilerOptions.paths).flatMap(([name, [file]]) =>
    file === undefined ? [] : [[name, join(here, file)]],
  ),
);

/**
 * Whether a mapping imports another checkout of the bridge: a path such as `../masivo-bridge/…` leads to one. It would
 * keep that version's pieces, whichever version deploys it.
 * @param files all that it is made of
 */
export function fromOtherCheckouts(mapping: string, files: readonly string[]): readonly Mistake[] {
  const folder = realpathSync(dirname(mapping));
  const around = checkoutOf(folder);
  const found = files.flatMap((file) => {
    const checkout = checkoutOf(dirname(file));
    // The folder itself may stand in another checkout.
    const isOwn = checkout === around && realpathSync(file).startsWith(folder + sep);
    return checkout === undefined || checkout === here || isOwn ? [] : [checkout];
  });
  return [...new Set(found)].map((checkout) =>
    at(
      basename(mapping),
      `imports code of another checkout of the bridge, ${checkout}. Import masivo-bridge/mapping, which is always the checkout that runs, ${here}`,
    ),
  );
}

/** What a name or path may have been meant for that leads to no file. */
export function nameMeant(path: string): string | undefined {
  if (/\/lambda\/mapping\/pieces(\/|$)/.test(path)) return 'masivo-bridge/mapping';
  return path.startsWith('masivo-bridge') ? closest(path, Object.keys(importNames)) : undefined;
}

function checkoutOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'lambda', 'mapping', 'pieces', 'index.ts'))) return realpathSync(folder);
  return dirname(folder) === folder ? undefined : checkoutOf(dirname(folder));
}

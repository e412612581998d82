import { writeFileSync } from 'node:fs';
import { isObject } from '../../lambda/json';
import type { StoreSettings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { vendors } from '../vendors/registry';

/** The vendors whose events no API subscribes to, by their names. */
export const declaringVendors = () =>
  [...vendors]
    .filter(([, { events }]) => events !== undefined)
    .map(([source]) => profileOf(source).displayName)
    .join(', ');

/**
 * Changes nothing at the vendor, whose command it names: it has no API for these events.
 * @param publicUrl asked only where the vendor has such events
 * @param to the new file, or true to print it
 * @throws CommandError
 */
export function declareEvents(
  frame: Frame,
  store: StoreSettings,
  { publicUrl, to }: { readonly publicUrl: () => string; readonly to: true | string },
): void {
  const vendor = vendors.get(store.source);
  if (!vendor?.events) {
    const { displayName } = profileOf(store.source);
    throw new CommandError('usage', `${displayName} has no events that are declared in a file.`);
  }
  const webhookUrl = publicUrl();
  const declared = vendor.events(store, webhookUrl);
  const { file, section, deploy } = declared;
  if (to !== true) writeNew(to, section);
  const next = `Put it into the app's ${file} and deploy it: \`${deploy}\`.`;
  frame.answer({ store: storeKey(store), webhookUrl, kind: 'declared', ...declared }, () =>
    // As a comment, so that the whole output is TOML.
    to === true ? [section, `# ${next}`] : [`${to} has the section.`, next],
  );
}

/** Never over a file that is there: it may be the app's own. @throws CommandError */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const isThere = isObject(error) && error.code === 'EEXIST';
    throw new CommandError('failed', isThere ? `${file} is there already.` : `${file} cannot be written.`);
  }
}

import { isSourceProfile, type SourceProfile } from './profile';
import { sources } from './registry';

/**
 * The profile of every registered source, by its name. They are found by those names and not listed again: a bundle
 * takes them all in by the pattern of their files. `receive` and `deliver` have no use for them.
 */
export const profiles: ReadonlyMap<string, SourceProfile> = new Map(
  [...sources.keys()].map((name) => [name, profileIn(name)]),
);

/** @throws Error where the source has none: a bug of the source. */
function profileIn(name: string): SourceProfile {
  const module: unknown = require(`./${name}/profile.ts`);
  const profile = typeof module === 'object' && module !== null ? Reflect.get(module, 'profile') : undefined;
  if (isSourceProfile(profile) && profile.source === sources.get(name)) return profile;
  throw new Error(
    `lambda/sources/${name}/profile.ts exports no \`profile\` made by sourceProfile() of its source`,
  );
}

/** @throws Error where there is no such source: callers know the name from the settings. */
export function profileOf(name: string): SourceProfile {
  const profile = profiles.get(name);
  if (!profile) throw new Error(`There is no source ${name}`);
  return profile;
}

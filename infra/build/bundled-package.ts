import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** An npm package of which something is inside a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX names it. */
  readonly license: string;
  /** Its licence, and its NOTICE where it has one, word for word. */
  readonly texts: readonly string[];
}

const Manifest = v.object({ name: v.string(), version: v.string(), license: v.string() });

/**
 * @param folder where it is installed
 * @throws Error where it does not say under which licence it is, or has no text of it: then nobody may ship it unseen
 */
export function bundledPackage(folder: string): BundledPackage {
  const read = v.safeParse(Manifest, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  if (!read.success) throw new Error(`${folder} does not say its name, version and licence`);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${folder} has no text of its licence`);
  const { name, version, license } = read.output;
  return { name, version, license, texts };
}

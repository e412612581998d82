import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * npm 11 refuses a lock file that lacks one of the platform packages, npm 10 installs a tool without its binary on
 * that platform. Such a lock comes about where a registry lags behind a release.
 */
test('the lock file has every platform package, for every platform', () => {
  const file = readFileSync(join(__dirname, '..', 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(file) as { packages: Record<string, Locked> };
  const places = Object.keys(packages);
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !places.some((other) => other.endsWith(`node_modules/${name}`)))
      .map((name) => `${name} of ${place}`),
  );
  expect(missing).toEqual([]);
});

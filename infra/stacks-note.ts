import type { Environment } from './config/config';

/**
 * Which stacks there are, where they are not all of the folder, or not called as one would guess: `cdk` says of another
 * name only that no stack matches. Undefined where there is nothing to say.
 */
export function stacksNote(
  environments: readonly Pick<Environment, 'name' | 'stackName'>[],
  env: string | undefined,
): string | undefined {
  const isUsual = environments.every(({ name, stackName }) => stackName === `masivo-bridge-${name}`);
  if (isUsual && !env) return undefined;
  const names = environments.map(({ stackName }) => stackName).join(', ');
  return env ? `Stacks: ${names}. BRIDGE_ENV=${env} leaves out all others.` : `Stacks: ${names}.`;
}

import { rmSync } from 'node:fs';

export default function globalTeardown(): void {
  const folder = process.env.TEST_BUNDLES;
  // The stacks beside them: test/infra/support.ts.
  if (folder) for (const each of [folder, `${folder}-stacks`]) rmSync(each, { recursive: true, force: true });
}

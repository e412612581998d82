import { runLong } from '../../../trials/backfill/run';
import { bundlesFolder } from '../../support/test-bridge';

/** `npm run backfill:million`, for a moment: the command itself, in a process that is killed and begun again. */
test('killed by SIGKILL and begun again: everybody once, no rewards, a consent record each', async () => {
  const report = await runLong({
    customers: 2500,
    everyMs: 400,
    kill: true,
    consent: true,
    bundles: bundlesFolder(),
    onProgress: () => {},
  });
  expect(report.violations).toEqual([]);
  expect(report.masivo).toMatchObject({
    customers: 2500,
    registrations: 0,
    consents: 2500,
    skippedMigrations: 0,
  });
}, 180_000);

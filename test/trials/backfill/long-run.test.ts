import { runLong } from '../../../trials/backfill/run';
import { bundlesFolder } from '../../support/test-bridge';

/** `npm run backfill:million`, for a moment: the command itself, in a process that is killed and begun again. */
test('killed by SIGKILL and begun again: everybody once, no rewards, a consent record each', async () => {
  const report = await runLong({
    customers: 120,
    everyMs: 700,
    perRequest: 30,
    kill: true,
    consent: true,
    bundles: bundlesFolder(),
    onProgress: () => {},
  });
  expect(report.violations).toEqual([]);
  expect(report.masivo).toMatchObject({
    customers: 120,
    registrations: 0,
    consents: 120,
    skippedMigrations: 0,
  });
});

import { runFuzz } from '../../../trials/fuzz/run';

/** A short version of `npm run fuzz`. */
test('a thousand hostile requests: no 5xx, no forgery, no crash, nothing left waiting', async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const report = await runFuzz({ requests: 1000, seed: 1, bundles: process.env.TEST_BUNDLES ?? '' });
  expect(report.faults).toEqual([]);
  expect(report.answers.get(200)).toBeGreaterThan(50);
  expect(report.answers.get(401)).toBeGreaterThan(500);
  expect(report.outcomes.get('refused')).toBeGreaterThan(10);
});

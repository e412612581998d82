import { AskedToStop } from '../../local/asked-to-stop';
import { StartError } from '../../local/start-error';

test('a start that fails is told, a mistake by its message alone', async () => {
  const bug = new Error('The service was stopped');
  expect(await new AskedToStop().whyFailed(bug)).toBe(bug);
  expect(await new AskedToStop().whyFailed(new StartError('mapping.ts is wrong'))).toBe(
    'masivo-bridge: mapping.ts is wrong',
  );
});

test('one that was stopped is no failure, also where the signal comes a moment later', async () => {
  const before = new AskedToStop();
  before.ask();
  expect(await before.whyFailed(new Error('The service was stopped'))).toBeUndefined();
  const after = new AskedToStop();
  setImmediate(after.ask);
  expect(await after.whyFailed(new Error('The service was stopped'))).toBeUndefined();
  await after.asked;
});

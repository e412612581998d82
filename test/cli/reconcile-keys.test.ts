import { otherAppNote } from '../../cli/reconcile-keys';

const app = { clientId: 'fake-client', clientSecret: 'hush' };

test.each<[string, Parameters<typeof otherAppNote>, number]>([
  ['the app that signs', [{}, app, ['older', 'hush']], 0],
  ['another app', [{}, app, ['other']], 1],
  ['another app, and nobody looks', [{ subscriptions: 'off' }, app, ['other']], 0],
  ['an app of a store without a secret yet', [{}, app, []], 0],
  ['a key that names no app', [{}, 'rk_test_fake', ['other']], 0],
])('of %s', (_, given, lines) => {
  expect(otherAppNote(...given)).toHaveLength(lines);
});

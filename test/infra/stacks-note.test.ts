import { stacksNote } from '../../infra/stacks-note';

const dev = { name: 'dev', stackName: 'masivo-bridge-dev' };
const prod = { name: 'prod', stackName: 'masivo-bridge-prod' };
const acme = { name: 'prod', stackName: 'acme-masivo-bridge-prod' };

test.each([
  ['all, with their usual names', [dev, prod], undefined, undefined],
  ['one alone', [prod], 'prod', 'Stacks: masivo-bridge-prod. BRIDGE_ENV=prod leaves out all others.'],
  ['a prefix', [dev, acme], undefined, 'Stacks: masivo-bridge-dev, acme-masivo-bridge-prod.'],
])('%s', (_, environments, env, note) => {
  expect(stacksNote(environments, env)).toBe(note);
});

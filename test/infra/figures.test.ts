import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureNames } from '../../infra/figures';
import { example, root } from './environments';
import { synthesise } from './support';

const prod = synthesise(example('prod'));

test('the figures are those that the functions log', () => {
  const files = readdirSync(join(root, 'lambda'), { recursive: true, encoding: 'utf8' });
  const code = files
    // A profile is no part of a function.
    .filter((file) => file.endsWith('.ts') && !file.endsWith('/profile.ts'))
    .map((file) => readFileSync(join(root, 'lambda', file), 'utf8'));
  const logged =
    code
      .join('')
      .match(/(name: |count\()'[A-Z][A-Za-z]+'/g)
      ?.join() ?? '';
  for (const name of figureNames) expect(logged).toContain(`'${name}'`);
  // And none is logged, and billed, that nobody looks at.
  const names = [...logged.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(names.filter((name) => !figureNames.some((figure) => figure === name))).toEqual([]);
});

test('the dashboard follows a signup from the store to Masivo', () => {
  const [, { Properties }] = prod.only('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(Properties.DashboardBody);
  for (const figure of [...figureNames, 'ApproximateAgeOfOldestMessage']) expect(body).toContain(figure);
  expect(JSON.stringify(prod.template.Outputs.DashboardLink?.Value)).toContain('#dashboards/dashboard/');
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureNames } from '../../infra/figures';
import { environment, example, root } from './environments';
import type { Json } from './json';
import { found, synthesise } from './support';

const prod = synthesise(example('prod'));

const code = readdirSync(join(root, 'lambda'), { recursive: true, encoding: 'utf8' })
  // A profile is no part of a function.
  .filter((file) => file.endsWith('.ts') && !file.endsWith('/profile.ts'))
  .map((file) => readFileSync(join(root, 'lambda', file), 'utf8'))
  .join('');

test('the figures are those that the functions log', () => {
  const logged = code.match(/(name: |count\()'[A-Z][A-Za-z]+'/g)?.join() ?? '';
  for (const name of figureNames) expect(logged).toContain(`'${name}'`);
  // And none is logged, and billed, that nobody looks at.
  const names = [...logged.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(names.filter((name) => !figureNames.some((figure) => figure === name))).toEqual([]);
});

describe('the dashboard', () => {
  const built = synthesise(environment({ dashboard: true }));

  test('is there where the config asks for it', () => {
    expect(prod.of('AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(prod.template.Outputs).not.toHaveProperty('DashboardLink');
    expect(JSON.stringify(prod.template)).not.toContain('GetDashboard');
  });

  test('follows a signup from the store to Masivo', () => {
    const [id, { Properties }] = built.only('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(Properties.DashboardBody);
    for (const figure of [...figureNames, 'ApproximateAgeOfOldestMessage']) expect(body).toContain(figure);
    expect(JSON.stringify(built.template.Outputs.DashboardLink?.Value)).toContain('#dashboards/dashboard/');
    const readOnly = found(built, 'AWS::IAM::ManagedPolicy', 'ReadOnly').PolicyDocument.Statement as Json[];
    const see = readOnly.filter(({ Action }) => [Action].flat().includes('cloudwatch:GetDashboard'));
    expect(JSON.stringify(see)).toContain(`{"Ref":"${id}"}`);
  });

  test('queries times from fields that the log lines have', () => {
    const body = JSON.stringify(built.only('AWS::CloudWatch::Dashboard')[1].Properties.DashboardBody);
    expect(body).toContain('pct(ms, 99)');
    expect(body).toContain('pct(masivoMs, 99)');
    expect(code).toContain('masivoMs:');
  });
});

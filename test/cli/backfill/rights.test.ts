import { sharedRateLimiter } from '../../../cli/backfill/engine/share-of-rate-limit';
import { askedOf } from '../../../trials/judges/iam/asked-of';
import { allows, type IamCall, type Statement } from '../../../trials/judges/iam/policy';
import { environment } from '../../infra/environments';
import { resolver } from '../../infra/resolve';
import { found, synthesise } from '../../infra/support';
import { backfillOf, shoppers } from '../../support/backfill';
import { harness, harnessForFile } from '../../support/harness';
import { ownMapping } from '../../support/own-mapping';

harnessForFile({ landsByTheClock: true, sandbox: { migrationEveryMs: 100, migrationDelayMs: 100 } });

/** The policy of an environment whose ledger has the keys of this Masivo account. */
function migrating(account: string) {
  const subject = environment({ masivo: { account } });
  const built = synthesise(subject);
  const resolve = resolver(built.template, subject);
  const statements: readonly Statement[] = resolve(
    found(built, 'AWS::IAM::ManagedPolicy', 'Migration').PolicyDocument.Statement,
  );
  const { id } = found(built, 'AWS::DynamoDB::Table', 'Ledger');
  return { statements, table: resolve({ 'Fn::GetAtt': [id, 'Arn'] }) as string };
}

test('the MigrationPolicy allows all that a backfill asks of the ledger', async () => {
  const bridge = await harness.fresh({
    masivo: { rateLimit: { perSecond: 50, perDay: 10_000 } },
    store: { mapping: { ownIds: true } },
  });
  const mapping = ownMapping((_, customer) => ({ ...customer, id: `EU-${customer.id}` }));
  const { statements, table } = migrating(bridge.settings.masivo.account);
  const nowhere = () => 'arn:aws:nowhere';
  const asked: IamCall[] = [];
  harness.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const target = `DynamoDB_20120810.${commandName.replace(/Command$/, '')}`;
        asked.push(...askedOf(target, args.input, { queue: nowhere, secret: nowhere, table: () => table }));
        return next(args);
      },
    { step: 'initialize', name: 'judge' },
  );
  const { rateLimit } = bridge.settings.masivo;
  const limiter = sharedRateLimiter(rateLimit, { ...bridge.clock, items: bridge.items });
  const prepared = backfillOf(bridge, shoppers(3), { limiter, mapping });
  await prepared.run();
  harness.client.middlewareStack.remove('judge');
  prepared.remove();

  expect([...new Set(asked.map(({ action }) => action))].sort()).toEqual(
    ['BatchGetItem', 'PutItem', 'Query', 'UpdateItem'].map((name) => `dynamodb:${name}`),
  );
  expect(asked.filter((call) => !allows(statements, call))).toEqual([]);
});

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FailedDeployment, leftBy, removeLeft } from '../../../cli/cleanup/failed-deployment';
import { failedDeploymentInAws } from '../../../cli/cleanup/failed-deployment-in-aws';
import { linesOf } from '../../../cli/commands/cleanup';

const stack = (status: string) => ({ id: 'arn:stack/1', status });
const empty = 'masivo-bridge-prod-LedgerA-1';
const full = 'masivo-bridge-prod-LedgerA-2';

function account(found: ReturnType<typeof stack> | undefined, tables: readonly string[]) {
  const did: string[] = [];
  const deployment: FailedDeployment = {
    stack: async () => found,
    ledgers: async () => tables,
    isEmpty: async (table) => table !== full,
    deleteTable: async (table) => void did.push(table),
    deleteStack: async (id) => void did.push(id),
  };
  return { deployment, did };
}

test.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'])(
  'a stack that is %s is in use, whatever its tables hold',
  async (status) => {
    const left = await leftBy(account(stack(status), [empty]).deployment);
    expect(left).toEqual({ kind: 'in-use', status });
    expect(linesOf('masivo-bridge-prod', left, false).join()).toContain('Nothing was done.');
  },
);

test.each(['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'])(
  'one that is %s goes after its empty tables, and what holds anything stays',
  async (status) => {
    const { deployment, did } = account(stack(status), [full, empty]);
    const left = await leftBy(deployment);
    expect(left).toEqual({ kind: 'left', stack: stack(status), empty: [empty], kept: [full] });
    expect(did).toEqual([]);
    if (left.kind === 'left') await removeLeft(deployment, left);
    expect(did).toEqual([empty, 'arn:stack/1']);
    expect(linesOf('masivo-bridge-prod', left, true)).toEqual([
      `${full} holds data and is kept: docs/operate/restore.md says how it is attached.`,
      `Removed the empty table ${empty}.`,
      `Removed the stack masivo-bridge-prod (${status}).`,
      'Deploy again.',
    ]);
  },
);

test('without a stack its empty table is left, and a full one is nothing to remove', async () => {
  expect(await leftBy(account(undefined, [empty]).deployment)).toMatchObject({
    kind: 'left',
    empty: [empty],
  });
  expect(await leftBy(account(undefined, [full]).deployment)).toEqual({ kind: 'none', kept: [full] });
  expect(await leftBy(account(undefined, []).deployment)).toEqual({ kind: 'none', kept: [] });
});

test('the table of a deployment that begins meanwhile is not among what is left', async () => {
  const tables = [full];
  const { deployment } = account(undefined, tables);
  const begins = async () => {
    tables.push(empty);
    return undefined;
  };
  const ledgers = async () => [...tables];
  expect(await leftBy({ ...deployment, ledgers, stack: begins })).toEqual({ kind: 'none', kept: [full] });
});

describe('in AWS', () => {
  const asked: unknown[] = [];
  const answers: Record<string, readonly object[]> = {};
  const of = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const clients = { cloudFormation: new CloudFormationClient(of), dynamoDb: new DynamoDBClient(of) };
  clients.cloudFormation.middlewareStack.add((_next, { commandName = '' }) => async ({ input }) => ({
    output: answer(commandName, input),
    response: {},
  }));
  clients.dynamoDb.middlewareStack.add((_next, { commandName = '' }) => async ({ input }) => ({
    output: answer(commandName, input),
    response: {},
  }));
  function answer(command: string, input: object) {
    asked.push([command.replace(/Command$/, ''), input]);
    const [first = {}, ...others] = answers[command] ?? [];
    answers[command] = others;
    return { $metadata: {}, ...first };
  }
  const deployment = failedDeploymentInAws('masivo-bridge-prod', clients);
  afterAll(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  beforeEach(() => {
    asked.length = 0;
  });

  test('protections are taken off just before what they protect is deleted', async () => {
    answers.DescribeTableCommand = [{ Table: { TableStatus: 'ACTIVE' } }];
    answers.DescribeStacksCommand = [{ Stacks: [{ StackStatus: 'DELETE_COMPLETE' }] }];
    const gone = Object.assign(new Error(), { name: 'ResourceNotFoundException' });
    await deployment.deleteStack('arn:stack/1');
    clients.dynamoDb.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'DescribeTableCommand' && answers.DescribeTableCommand?.length === 0)
            throw gone;
          return next(args);
        },
      { priority: 'high' },
    );
    await deployment.deleteTable(empty);
    expect(asked).toEqual([
      ['UpdateTerminationProtection', { StackName: 'arn:stack/1', EnableTerminationProtection: false }],
      ['DeleteStack', { StackName: 'arn:stack/1' }],
      ['DescribeStacks', { StackName: 'arn:stack/1' }],
      ['UpdateTable', { TableName: empty, DeletionProtectionEnabled: false }],
      ['DescribeTable', { TableName: empty }],
      ['DeleteTable', { TableName: empty }],
    ]);
  });

  test("only the stack's own ledgers are looked at, on all pages", async () => {
    answers.ListTablesCommand = [
      { TableNames: ['acme-masivo-bridge-prod-LedgerA-1', empty], LastEvaluatedTableName: empty },
      { TableNames: [full, 'masivo-bridge-prod-RestoredLedgerA-1', 'masivo-bridge-prod-restored'] },
    ];
    expect(await deployment.ledgers()).toEqual([empty, full]);
  });

  test.each([
    [{ Items: [], Count: 0 }, true],
    [{ Items: [{ pk: { S: 'x' } }] }, false],
    [{ Items: [], LastEvaluatedKey: { pk: { S: 'x' } } }, false],
  ])('a table that answers %j is empty: %s', async (page, isEmpty) => {
    answers.ScanCommand = [page];
    expect(await deployment.isEmpty(empty)).toBe(isEmpty);
    expect(asked).toEqual([['Scan', { TableName: empty, Limit: 1, ConsistentRead: true }]]);
  });
});

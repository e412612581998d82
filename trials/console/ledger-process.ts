import { startDynamoDb } from '../../local/aws/dynamodb';

/** The stand-in of DynamoDB by itself, so that neither its memory nor its processor time is the console's. */
async function serve(path: string): Promise<void> {
  const { endpoint } = await startDynamoDb({ path });
  console.log(`serves at ${endpoint} as ${process.pid}`);
}

void serve(process.argv[2] ?? '');

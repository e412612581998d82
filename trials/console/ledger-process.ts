import { startDynamoDb } from '../../local/aws/dynamodb';

/** The stand-in of DynamoDB by itself, so that its memory is not the console's. */
async function serve(path: string): Promise<void> {
  const { endpoint } = await startDynamoDb({ path });
  console.log(`serves at ${endpoint}`);
}

void serve(process.argv[2] ?? '');

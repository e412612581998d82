import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { NotHere } from '../judge';
import { startServer } from '../server-process';
import type { Service } from '../service';

/**
 * Amazon's DynamoDB Local, from a folder where somebody unpacked it. It is not downloaded here: it comes under
 * Amazon's own terms, which whoever uses it has to accept.
 */
export const dynamoDbLocal: Service = {
  name: 'DynamoDB Local',
  async start() {
    const folder = process.env.DYNAMODB_LOCAL;
    if (folder === undefined)
      throw new NotHere(
        "DYNAMODB_LOCAL names no folder with it; it is under Amazon's own terms and not downloaded",
      );
    const jar = join(folder, 'DynamoDBLocal.jar');
    if (!existsSync(jar)) throw new NotHere(`there is no ${jar}`);
    const port = await freePort();
    const { close } = await startServer({
      command: 'java',
      args: [
        `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
        '-jar',
        jar,
        '-inMemory',
        '-port',
        String(port),
      ],
      cwd: folder,
      ready: /^CorsParams/,
    });
    return { endpoint: `http://127.0.0.1:${port}`, close };
  },
};

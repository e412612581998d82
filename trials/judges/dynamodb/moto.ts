import { join } from 'node:path';
import { kept, run } from '../downloads';
import { startServer } from '../server-process';
import type { Service } from '../service';

const requirements = join(__dirname, 'requirements.txt');
const serve = join(__dirname, 'serve-moto.py');

/** moto's DynamoDB (Apache 2.0), in Python: written by others, from AWS's documentation and behaviour. */
export const moto: Service = {
  name: 'moto 5.2.5',
  async start() {
    const folder = await kept('moto', requirements, async (place) => {
      await run('python3', ['-m', 'venv', 'venv'], place);
      await run(
        join(place, 'venv', 'bin', 'python'),
        [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--no-deps',
          '--require-hashes',
          '--only-binary',
          ':all:',
          '-r',
          requirements,
        ],
        place,
      );
    });
    const { found, close } = await startServer({
      command: join(folder, 'venv', 'bin', 'python'),
      args: [serve],
      cwd: folder,
      ready: /^listening (\d+)$/,
    });
    return { endpoint: `http://127.0.0.1:${found}`, close };
  },
};

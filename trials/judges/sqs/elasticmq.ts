import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept, run, sha256 } from '../downloads';
import { freePort } from '../free-port';
import { NotHere } from '../judge';
import { startServer } from '../server-process';
import type { Service } from '../service';

const sums = join(__dirname, 'elasticmq.sha256');

/** ElasticMQ (Apache 2.0), in Scala: another implementation of SQS. */
export const elasticMq: Service = {
  name: 'ElasticMQ 1.7.1',
  async start() {
    await run('java', ['-version'], __dirname);
    const folder = await kept('elasticmq', sums, async (place) => {
      copyFileSync(join(__dirname, 'pom.xml'), join(place, 'pom.xml'));
      await run(
        'mvn',
        [
          '-q',
          '-B',
          `-Dmaven.repo.local=${join(place, 'm2')}`,
          'dependency:copy-dependencies',
          '-DoutputDirectory=lib',
        ],
        place,
      );
      compare(join(place, 'lib'));
    });
    const port = await freePort();
    const settings = join(folder, `${port}.conf`);
    writeFileSync(settings, configuration(port));
    const { close } = await startServer({
      command: 'java',
      args: [`-Dconfig.file=${settings}`, '-cp', join('lib', '*'), 'org.elasticmq.server.Main'],
      cwd: folder,
      ready: /=== ElasticMQ server .* started/,
    });
    // It has read them.
    rmSync(settings);
    return { endpoint: `http://127.0.0.1:${port}`, close };
  },
};

/** @throws NotHere when the jars are not those that were looked at */
function compare(lib: string): void {
  const expected = new Map(
    readFileSync(sums, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [sum = '', file = ''] = line.split(/\s+/);
        return [file, sum] as const;
      }),
  );
  const found = readdirSync(lib);
  const wrong = found.filter((file) => sha256(readFileSync(join(lib, file))) !== expected.get(file));
  if (wrong.length > 0 || found.length !== expected.size)
    throw new NotHere(
      `what was downloaded is not what ${sums} names: ${wrong.join(', ') || 'files are missing'}`,
    );
}

const configuration = (port: number) => `
include classpath("application.conf")
node-address { protocol = http, host = 127.0.0.1, port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
aws { region = us-east-1, accountId = 000000000000 }
generate-node-address = false
queues {}
`;

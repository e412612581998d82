import * as v from 'valibot';
import { startMasivoSandbox } from '../../local/masivo/sandbox';

/** The process that `startSandbox` forks: a Masivo sandbox that lives as long as its parent. */
const Options = v.object({
  apiKey: v.string(),
  controlToken: v.string(),
  migrationEveryMs: v.number(),
  migrationsPerHour: v.number(),
});

async function serve(): Promise<void> {
  const options = v.parse(v.pipe(v.string(), v.parseJson(), Options), process.argv[2]);
  const { baseUrl, controlUrl } = await startMasivoSandbox({ port: 0, ...options });
  process.send?.({ baseUrl, controlUrl });
}

process.once('disconnect', () => process.exit());
void serve();

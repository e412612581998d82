import * as v from 'valibot';
import { signedSecrets } from '../../lambda/aws/signed-secrets';
import { systemClock } from '../../lambda/clock';
import { linkWith } from '../../operator/console/access/token';
import { awsEnvironment } from '../aws/environment';
import { localOptions } from '../options';
import type { RunFile } from '../run-file';
import { answers, runningBridge } from '../running';
import { StartError } from '../start-error';
import { AboutBridge } from './chosen-store';
import { notEnded } from './not-ended';

/** The running bridge: its file has the addresses and what they ask for. @throws StartError */
export async function theRun(): Promise<RunFile> {
  const { DATA_DIR, PORT } = process.env;
  const running = await runningBridge(DATA_DIR, PORT);
  switch (running.kind) {
    case 'found':
      return running.run;
    case 'none': {
      const url = `http://127.0.0.1:${localOptions(process.env).port}`;
      throw new StartError(
        (await answers({ url }))
          ? `The bridge at ${url} has another data folder. Set DATA_DIR as it was started with.`
          : startFirst(url),
      );
    }
    case 'several':
      throw new StartError(`${running.why} Set DATA_DIR to the folder of the one that is meant.`);
    default:
      return running satisfies never;
  }
}

const Secrets = v.record(v.string(), v.array(v.string()));

/** What the stores of the running bridge sign with, also after a change by `secrets set`. */
export async function secretsIn(run: RunFile): Promise<v.InferOutput<typeof Secrets>> {
  const { readSecret } = signedSecrets({
    environment: awsEnvironment(run.endpoints, run.token),
    now: systemClock.now,
    random: Math.random,
  });
  const text = await readSecret(run.secretIds.webhooks);
  return v.parse(v.pipe(v.string(), v.parseJson(), Secrets), text);
}

/** The running bridge says which stores it has: its settings may be a client's. */
export async function aboutBridge(run: RunFile): Promise<v.InferOutput<typeof AboutBridge>['local']> {
  const about = await reach(`${run.consoleUrl}/api/environment`, { headers: tokenOf(run) });
  return v.parse(AboutBridge, await about.json()).local;
}

const Delivery = v.object({
  customer: v.nullable(v.string()),
  outcome: v.string(),
  reason: v.nullable(v.object({ text: v.string() })),
  attemptCount: v.number(),
});
type Delivery = v.InferOutput<typeof Delivery>;

const waitMs = 30_000;

/**
 * How a delivery ended.
 * @param show gets why it has not yet.
 * @throws StartError where it has not ended in half a minute
 */
export async function settled(id: string, run: RunFile, show: (text: string) => void): Promise<Delivery> {
  const url = `${run.consoleUrl}/api/deliveries/${id}`;
  const until = Date.now() + waitMs;
  let shown = '';
  while (Date.now() < until) {
    const response = await reach(url, { headers: tokenOf(run) });
    if (response.status === 200) {
      const delivery = v.parse(Delivery, await response.json());
      if (delivery.outcome !== 'retry') return delivery;
      const line = `  attempt ${delivery.attemptCount}: ${delivery.reason?.text}; it is retried`;
      if (line !== shown) show(line);
      shown = line;
    }
    await systemClock.sleep(200);
  }
  throw new StartError(notEnded(waitMs, linkWith(run.consoleUrl, run.token, `deliveries/${id}`)));
}

/** Whoever calls one of its ports has to show its token. */
export const tokenOf = ({ token }: Pick<RunFile, 'token'>) => ({ authorization: `Bearer ${token}` });

/** @throws StartError where nothing answers */
export async function reach(url: string, request?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw new StartError(startFirst(url));
  }
}

const startFirst = (url: string) =>
  `Nothing answers at ${new URL(url).origin}. Start the bridge with \`npm start\` first.`;

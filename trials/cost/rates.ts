import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { costsOf } from './costs-of';
import { rowOf } from './fleet';
import { selected } from './selection';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const Asked = v.array(v.object({ config: v.string(), environment: v.string() }));

/**
 * For `bridge fleet status`: takes a list of environments and prints a line of JSON for each as soon as it is worked
 * out; `rate` is null where it cannot be. Loading the CDK takes longer than an environment, so one process works out many.
 */
async function workOut(asked: v.InferOutput<typeof Asked>): Promise<void> {
  for (const { config, environment } of asked) {
    const rate = await rateOf(config, environment).catch(() => null);
    process.stdout.write(`${JSON.stringify({ config, environment, rate })}\n`);
  }
}

async function rateOf(config: string, env: string) {
  const [one] = selected({ config, env });
  const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-cost-'));
  try {
    const [cost] = one ? await costsOf([one.environment], scratch) : [];
    return one && cost ? rowOf(one, cost) : null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void workOut(v.parse(Asked, JSON.parse(process.argv[2] ?? '')));

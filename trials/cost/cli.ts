import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCost } from './command';
import { costsOf } from './costs-of';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

runCost(process.argv.slice(2), {
  async costsOf(environments) {
    const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-cost-'));
    try {
      return await costsOf(environments, scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { IntrospectionQuery } from 'graphql';
import { asked } from './asked';
import { prunedSchema } from './prune';
import { frozenVersion, schemaFile } from './versions';

/**
 * `npm run shopify-schema` writes the schema beside this file anew, from the introspection that Shopify publishes in
 * its npm package: https://www.npmjs.com/package/@shopify/dev-mcp. The package is fetched and read, not installed, and
 * nothing of it is run. Tests use what was written, and need no network.
 */
const name = '@shopify/dev-mcp@1.16.0';
const integrity =
  'sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-schema-'));
try {
  execFileSync('npm', ['pack', name, '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const file = join(folder, `${name.slice(1).replace('/', '-').replace('@', '-')}.tgz`);
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${name} is not the package that was looked at: ${found}`);
  const packed = execFileSync('tar', ['-xzOf', file, `package/dist/data/admin_${frozenVersion}.json.gz`], {
    maxBuffer: 50_000_000,
  });
  const { data }: { data: IntrospectionQuery } = JSON.parse(gunzipSync(packed).toString());
  const origin = [
    `# Shopify's Admin API ${frozenVersion}: the types that the bridge's documents reach.`,
    `# Made by \`npm run shopify-schema\` from ${name}.`,
  ];
  const schema = prunedSchema(data, Object.values(asked));
  writeFileSync(schemaFile, `${origin.join('\n')}\n\n${schema}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { Hono } from 'hono';
import { once } from '../../lambda/once';

const root = join(__dirname, '..', '..');
const read = (name: string) => readFileSync(join(__dirname, 'page', name), 'utf8');

/** The page as three files. The script is bundled at the first request: nothing has to be built before. */
export function pageFiles(): Hono {
  const script = once(bundlePage);
  const app = new Hono();
  app.get('/', (c) => c.html(read('index.html')));
  app.get('/style.css', (c) => c.body(read('style.css'), 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/page.js', async (c) =>
    c.body(await script(), 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  return app;
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['operator/console/page/main.tsx'],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    legalComments: 'none',
    write: false,
    outfile: 'page.js',
  });
  // esbuild's own process would otherwise live as long as ours.
  await stop();
  return outputFiles[0]?.text ?? '';
}

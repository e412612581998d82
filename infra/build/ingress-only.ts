import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * For the bundle of `receive`: the list of sources as a list of their ingresses, `NAME/ingress.ts` in place of
 * `NAME/source.ts`. A source is everything that its ingress is, so what `receive` does is the same, and it loads no
 * more than it needs. With one list there is no source that only one of the functions knows.
 */
export const ingressOnly: Plugin = {
  name: 'ingress-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lambda[\\/]sources[\\/]registered\.ts$/ }, ({ path }) => ({
      contents: ingressLines(readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
  },
};

/** @throws Error for a line that is not as the others: it would bring a whole source, or lose one. */
function ingressLines(list: string): string {
  const lines = list.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//'));
  return lines.map(ingressLine).join('\n');
}

function ingressLine(line: string): string {
  const [, name, folder] = /^export \{ (\w+) \} from '\.\/([\w-]+)\/source';$/.exec(line) ?? [];
  if (!name || !folder) throw new Error(`The list of sources has the line: ${line}`);
  return `export { ingress as ${name} } from './${folder}/ingress';`;
}

/** One line of a JSON text, and the value it belongs to as a JSON pointer (RFC 6901). */
export interface JsonLine {
  readonly pointer: string;
  readonly depth: number;
  readonly key: string | null;
  readonly text: string;
  readonly kind: 'string' | 'number' | 'literal' | 'bracket';
}

/** The value as indented lines, so that each can be marked. */
export function jsonLines(value: unknown, pointer = '', key: string | null = null, depth = 0): JsonLine[] {
  const line = (text: string, kind: JsonLine['kind'], withKey = true): JsonLine => ({
    pointer,
    depth,
    key: withKey ? key : null,
    text,
    kind,
  });
  if (typeof value === 'string') return [line(JSON.stringify(value), 'string')];
  if (typeof value === 'number') return [line(String(value), 'number')];
  if (typeof value !== 'object' || value === null) return [line(String(value), 'literal')];
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value);
  if (entries.length === 0) return [line(`${open}${close}`, 'bracket')];
  return [
    line(open, 'bracket'),
    ...entries.flatMap(([name, inner]) =>
      jsonLines(inner, `${pointer}/${escaped(name)}`, isList ? null : name, depth + 1),
    ),
    line(close, 'bracket', false),
  ];
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Whether a line lies within one of the values that were read. */
export const isWithin = (pointer: string, origins: readonly string[]): boolean =>
  origins.some((origin) => pointer === origin || pointer.startsWith(`${origin}/`));

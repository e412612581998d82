import { isObject, memberOf } from '../../../json';

/** An Event's `data`, without what Shopify says it could not give. */
export interface Given {
  readonly data: unknown;
  /** The paths of what it withheld, by their names in the query. */
  readonly withheld: readonly string[];
  /** It reported errors and did not say of what. */
  readonly isUnclear: boolean;
}

type Path = readonly (string | number)[];

/**
 * GraphQL answers null for a field that it fails to read, and names the field in `errors`. Such a null says nothing,
 * unlike one that no error is about. Where an error names no field, every null may be meant. Shopify documents
 * `errors`; a query whose field the app may not read was seen to come with `query_errors`.
 */
export function givenIn(body: unknown): Given {
  const errors = [...listIn(memberOf(body, 'errors')), ...listIn(memberOf(body, 'query_errors'))];
  const paths = errors.map(pathOf);
  const named = paths.filter((path) => path !== undefined);
  const isUnclear = named.length < paths.length;
  const data = named.reduce<unknown>(withoutPath, memberOf(body, 'data'));
  return {
    data: isUnclear ? withoutNulls(data) : data,
    withheld: [...new Set(named.map(nameOf))].filter((name) => name !== '').slice(0, 20),
    isUnclear,
  };
}

function listIn(errors: unknown): readonly unknown[] {
  if (errors === undefined || errors === null) return [];
  return Array.isArray(errors) ? errors : [errors];
}

function pathOf(error: unknown): Path | undefined {
  const path = memberOf(error, 'path');
  if (!Array.isArray(path)) return undefined;
  const [first, ...others] = path.filter((part) => typeof part === 'string' || typeof part === 'number');
  if (first === undefined) return undefined;
  return first === 'data' && others.length > 0 ? others : [first, ...others];
}

/** Names of fields are letters and digits; nothing else is repeated to people. */
const nameOf = (path: Path): string =>
  path
    .filter((part) => /^\w{1,60}$/.test(String(part)))
    .slice(0, 8)
    .join('.');

/** Without the member at the end of the path, or the null on the way to it that stands for it. */
function withoutPath(value: unknown, [name, ...others]: Path): unknown {
  if (name === undefined) return value;
  if (Array.isArray(value)) {
    return value.map((each, index) => (index === name ? withoutPath(each, others) : each));
  }
  if (!isObject(value) || !Object.hasOwn(value, name)) return value;
  const { [name]: member, ...rest } = value;
  const isEnd = others.length === 0 || member === null;
  return isEnd ? rest : { ...value, [name]: withoutPath(member, others) };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}

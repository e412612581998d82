import { memberOf } from '../../../lambda/json';

export type Listed =
  | { readonly kind: 'page'; readonly body: object }
  | { readonly kind: 'refused'; readonly message: string; readonly param: string };

const known = /^(limit|starting_after|created\[(gte|lte)\]|types\[\])$/;

/**
 * Lists the newest first, with the parameters and the limits of Stripe's lists (https://docs.stripe.com/api/pagination).
 * @param createdOf epoch seconds
 */
export function listed(
  path: string,
  stored: ReadonlyMap<string, unknown>,
  query: URLSearchParams,
  createdOf: (held: unknown) => number,
): Listed {
  const stranger = [...query.keys()].find((name) => !known.test(name));
  if (stranger !== undefined) return refused(stranger, `Received unknown parameter: ${stranger}`);
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) return refused('limit', 'Limit must be between 1 and 100.');
  const types = query.getAll('types[]');
  if (types.length > 20) return refused('types', 'At most 20 types are allowed.');
  if (types.length > 0 && !path.endsWith('/events'))
    return refused('types', 'Received unknown parameter: types');

  const since = Number(query.get('created[gte]') ?? 0);
  const until = Number(query.get('created[lte]') ?? Number.POSITIVE_INFINITY);
  const all = [...stored]
    .filter(([at, each]) => at.startsWith(`${path}/`) && each !== null)
    .map(([, each]) => each)
    .reverse()
    .sort((a, b) => createdOf(b) - createdOf(a));
  const after = query.get('starting_after');
  const place = all.findIndex((each) => memberOf(each, 'id') === after);
  if (after !== null && place < 0) return refused('starting_after', `No such object: '${after}'`);
  const fitting = all.slice(place + 1).filter((each) => {
    const isOfTime = createdOf(each) >= since && createdOf(each) <= until;
    return isOfTime && (types.length === 0 || types.includes(String(memberOf(each, 'type'))));
  });
  const data = fitting.slice(0, limit);
  return {
    kind: 'page',
    body: { object: 'list', url: path, has_more: fitting.length > limit, data },
  };
}

const refused = (param: string, message: string) => ({ kind: 'refused', param, message }) as const;

/**
 * What people ask of the function `operate`, each with a route of its own, so that policies can name them. A read shows no
 * personal data; an act is recorded, with who asked, before it is done.
 */
export const operateCalls = {
  read: [
    'list',
    'show',
    'customer',
    'inMasivo',
    'overview',
    'untried',
    'selectForReplay',
    'waiting',
    'selectWaiting',
    'standingsOf',
    'census',
    'tasks',
    'whomToErase',
    'heldOfShop',
    'redriveProgress',
    'compareMapping',
    'actions',
  ],
  act: [
    'reveal',
    'revealMapping',
    'mappingBodies',
    'export',
    'replay',
    'release',
    'link',
    'erase',
    'deleteDeadLetters',
    'eraseShop',
    'endTask',
    'endDataRequest',
    'redrive',
    'discard',
    'discardUnreadable',
    'pause',
    'resume',
    'recordRevocation',
    'recordBackfill',
    'beginCensus',
  ],
} as const;

export type CallKind = keyof typeof operateCalls;
export type CallName = (typeof operateCalls)[CallKind][number];

interface Route {
  readonly kind: CallKind;
  readonly name: CallName;
  /** All calls are POST. */
  readonly path: string;
}

const routesOf = (kind: CallKind): readonly Route[] =>
  operateCalls[kind].map((name) => ({ kind, name, path: `/${kind}/${name}` }));

export const operateRoutes: readonly Route[] = [...routesOf('read'), ...routesOf('act')];

const paths = new Map<string, string>(operateRoutes.map(({ name, path }) => [name, path]));
const names = new Map(operateRoutes.map(({ name, path }) => [`POST ${path}`, name]));

export const pathOfCall = (name: CallName): string => paths.get(name) ?? '';

/** @param routeKey in the gateway's own notation: `POST /act/replay`. */
export const callOfRoute = (routeKey: string): CallName | undefined => names.get(routeKey);

/** Of arguments and answers. Programs and function of different versions do not understand one another. */
export const callsVersion = 1;

/** What invokes `operate` on a schedule: stores have people erased without anybody who would look through the DLQ. */
export interface AskedToErase {
  readonly deadLetters: 'erased';
}

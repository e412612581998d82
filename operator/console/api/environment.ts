import { Hono } from 'hono';
import * as v from 'valibot';
import type { Settings } from '../../../lambda/settings';
import { profileOf } from '../../../lambda/sources/profiles';
import { storeKey } from '../../../lambda/store-name';
import type { Operator } from '../../core/operator';
import type { LocalBridge, LocalStore } from '../local-bridge';
import { readBody } from './body';
import { problem } from './problem';

/** Which environment the console is of, and who looks at it. */
export interface ConsoleEnvironment {
  readonly name: string;
  readonly settings: Settings;
  readonly who: string;
}

/** What the page needs before its other requests. */
export interface AboutEnvironment {
  readonly name: string;
  /** Real shoppers: it is deployed, and a store of it takes live events. */
  readonly live: boolean;
  /** As links of alarms name it: with the client in front, if there is one. */
  readonly label: string;
  readonly who: string;
  readonly masivo: { readonly account: string; readonly baseUrl: string };
  readonly stores: readonly { readonly source: string; readonly store: string }[];
  /** Null for a deployed environment. */
  readonly local: {
    readonly stores: readonly ShownStore[];
    readonly sandbox: boolean;
    readonly vendorUrls: Readonly<Record<string, string>>;
  } | null;
}

/** A store that can be sent a test signup, and its source's name as people write it. */
interface ShownStore extends LocalStore {
  readonly displayName: string;
}

/** What to pause or to resume. An unknown name is refused: it would pause nothing, and look as if it did. */
function pauseBodyOf(stores: AboutEnvironment['stores']) {
  const names = ['*', ...stores.map(storeKey)];
  const Store = v.picklist(names, 'is no store of this environment');
  return v.strictObject({ stores: v.pipe(v.array(Store), v.nonEmpty('names no store')) });
}

const shownStore = ({ source, store, vendorAccount, mode }: LocalStore): ShownStore => ({
  source,
  store,
  vendorAccount,
  mode,
  displayName: profileOf(source).displayName,
});

const TaskBody = v.strictObject({ id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)) });

/** As many as the function hands out in one answer. */
const mostActions = 1000;
const ActionLimit = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.transform(Number), v.minValue(1), v.maxValue(mostActions)),
  '50',
);

/** Only a move that was started at or after this moment. */
const Since = v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)));

/** The environment as a whole: overview, what operators did, tasks, pause, dead letters. */
export function environmentApi(
  operator: Operator,
  environment: ConsoleEnvironment,
  local: LocalBridge | undefined,
): Hono {
  const { account, baseUrl } = environment.settings.masivo;
  const about: AboutEnvironment = {
    name: environment.name,
    live: local === undefined && environment.settings.stores.some(({ mode }) => mode !== 'test'),
    label: environment.settings.environment,
    who: environment.who,
    masivo: { account, baseUrl },
    stores: environment.settings.stores.map(({ source, store }) => ({ source, store })),
    local: local
      ? {
          stores: local.stores.map(shownStore),
          sandbox: local.sandbox !== undefined,
          vendorUrls: local.vendorUrls ?? {},
        }
      : null,
  };
  const PauseBody = pauseBodyOf(about.stores);
  const api = new Hono();
  api.get('/environment', (c) => c.json(about));
  api.get('/overview', async (c) => c.json(await operator.overview()));
  api.get('/actions', async (c) => {
    const limit = v.safeParse(ActionLimit, c.req.query('limit'));
    if (!limit.success) {
      return c.json(problem('bad_query', `limit: has to be a whole number from 1 to ${mostActions}`), 400);
    }
    return c.json(await operator.actions(limit.output));
  });

  for (const what of ['pause', 'resume'] as const) {
    api.post(`/${what}`, async (c) => {
      const read = await readBody(c, PauseBody);
      if ('refusal' in read) return read.refusal;
      return c.json(await operator[what](read.body.stores));
    });
  }

  api.get('/tasks', async (c) => c.json(await operator.tasks({})));
  api.post('/tasks/done', async (c) => {
    const read = await readBody(c, TaskBody);
    if ('refusal' in read) return read.refusal;
    return (await operator.endTask(read.body.id)) === 'ended'
      ? c.json({ ended: read.body.id })
      : c.json(problem('not_found', 'There is no such task, or somebody has ended it.'), 404);
  });

  api.post('/redrive', async (c) => c.json(await operator.redrive()));
  api.get('/redrive', async (c) => {
    const since = v.safeParse(Since, c.req.query('since'));
    if (!since.success) return c.json(problem('bad_query', 'since: has to be a moment in epoch ms'), 400);
    return c.json((await operator.redriveProgress(since.output)) ?? null);
  });
  return api;
}

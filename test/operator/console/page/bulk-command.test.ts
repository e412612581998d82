import { bulkCommand } from '../../../../operator/console/page/list/bulk-command';
import type { WaitingCustomer } from '../../../../operator/core/answers/waiting';

type Named = Pick<WaitingCustomer, 'source' | 'store' | 'kind'>;
const of = (store: string, kind: WaitingCustomer['kind']): Named => ({ source: 'shopify', store, kind });

test.each<[string, readonly Named[], string | null, string | undefined]>([
  ['nobody', [], null, undefined],
  ['one', [of('main', 'held')], null, undefined],
  ['one of each kind', [of('main', 'held'), of('main', 'gone')], null, undefined],
  ['merged ones', [of('main', 'merged'), of('main', 'merged')], null, undefined],
  [
    'two of a store',
    [of('main', 'held'), of('main', 'held')],
    null,
    'npm run bridge -- release --store shopify/main --kind held',
  ],
  [
    'most of another store',
    [of('main', 'held'), of('other', 'gone'), of('other', 'gone'), of('main', 'gone')],
    'prod',
    'npm run bridge -- release --store shopify/other --kind gone --env prod',
  ],
])('the command for %s', (_, customers, environment, command) => {
  expect(bulkCommand(customers, environment)).toBe(command);
});

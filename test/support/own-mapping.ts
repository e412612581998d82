import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { CustomerMapping } from '../../lambda/mapping/customer-mapping';

/** A mapping without a file. What it returns may be anything. @param writes by default, any text is its own. */
export const ownMapping = (
  map: (...args: Parameters<CustomerMapping>) => unknown,
  writes: CompiledMapping['writes'] = () => true,
): CompiledMapping => ({
  hash: '0123456789ab',
  call: (event, customer) => ({
    kind: 'returned',
    value: Reflect.apply(map, undefined, [event, customer]),
  }),
  writes,
});

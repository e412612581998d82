import { join } from 'node:path';

/** What trials download on first use is kept here. `npm ci` removes it with the rest of `node_modules`. */
export const cacheFolder = join(__dirname, '..', 'node_modules', '.cache', 'trials');

import { join } from 'node:path';
import { readConfigFolder } from '../infra/config-folder';
import { writeSamples } from '../infra/sample-files';

const root = join(__dirname, '..');
writeSamples(join(root, 'samples'), readConfigFolder(join(root, 'config')));

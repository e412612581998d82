import { join } from 'node:path';
import { readConfigFolder } from '../config/config-folder';
import { writeSamples } from './sample-files';

const root = join(__dirname, '..', '..');
writeSamples(join(root, 'infra/samples'), readConfigFolder(join(root, 'infra/environments')));

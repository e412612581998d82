import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolesTemplate } from './roles-template';

/** `npm run pipeline-roles`; a test compares the file. */
writeFileSync(join(__dirname, 'roles.template.json'), `${JSON.stringify(rolesTemplate(), null, 2)}\n`);

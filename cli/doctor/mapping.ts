import { mappingFile } from '../../infra/config/mapping-file';
import type { Check } from './check';
import { ok, warning } from './finding';

/** Whether what is deployed maps by the `mapping.ts` of the folder: the page and `show` tell what is sent by theirs. */
export const mapping: Check = {
  name: 'mapping',
  async run({ operator, mappingHash }) {
    const [{ mapping: deployed }, here] = await Promise.all([operator.overview(), mappingHash()]);
    if (deployed === here) return here === null ? [] : [ok(`${here}, as in ${mappingFile}`)];
    const named = (hash: string | null) => hash ?? 'none';
    return [
      warning(
        `deployed is ${named(deployed)}, and in the folder is ${named(here)}`,
        `Is the folder's ${mappingFile} the newer one? See what it changes with \`map --diff\`, then deploy.`,
      ),
    ];
  },
};

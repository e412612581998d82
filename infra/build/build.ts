import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions } from './bundles';

const outDir = join(__dirname, '..', '..', 'dist');
rmSync(outDir, { recursive: true, force: true });
void buildFunctions(outDir).then((bundles) => {
  for (const { file, bytes } of bundles) console.log(`${file}  ${Math.round(bytes / 1024)} KB`);
});

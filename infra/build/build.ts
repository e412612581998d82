import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { billOfMaterials } from './bill-of-materials';
import { buildFunctions } from './bundles';

const root = join(__dirname, '..', '..');
const outDir = join(root, 'dist');
rmSync(outDir, { recursive: true, force: true });
void buildFunctions(outDir).then((bundles) => {
  for (const { file, bytes } of bundles) console.log(`${file}  ${Math.round(bytes / 1024)} KB`);
  const { sbom, notices } = billOfMaterials(bundles, root, version);
  writeFileSync(join(outDir, 'sbom.cdx.json'), sbom);
  writeFileSync(join(outDir, 'NOTICES'), notices);
  console.log('dist/sbom.cdx.json and dist/NOTICES: the packages in them, and their licences');
});

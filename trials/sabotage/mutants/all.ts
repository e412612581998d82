import type { Mutant } from '../mutant';
import { attemptMutants } from './attempts';
import { backfillMutants } from './backfill';
import { batchMutants } from './batch';
import { consentMutants } from './consent';
import { creationMutants } from './creations';
import { deletionMutants } from './deletions';
import { erasureMutants } from './erasure';
import { goneMutants } from './gone';
import { ingressMutants } from './ingress';
import { ledgerMutants } from './ledger';
import { linkMutants } from './links';
import { mappingMutants } from './mappings';
import { mergeMutants } from './merges';
import { operateMutants } from './operate';
import { privacyMutants } from './privacy';
import { reconciliationMutants } from './reconciliation';
import { requestMutants } from './requests';
import { restoredMutants } from './restored';
import { secretMutants } from './secrets';
import { snapshotMutants } from './snapshots';
import { sourceMutants } from './sources';
import { uncertaintyMutants } from './uncertainty';
import { unlinkedMutants } from './unlinked';
import { vendorReadMutants } from './vendor-reads';

export const mutants: readonly Mutant[] = [
  ...ledgerMutants,
  ...attemptMutants,
  ...uncertaintyMutants,
  ...restoredMutants,
  ...consentMutants,
  ...creationMutants,
  ...deletionMutants,
  ...mergeMutants,
  ...erasureMutants,
  ...requestMutants,
  ...privacyMutants,
  ...goneMutants,
  ...linkMutants,
  ...unlinkedMutants,
  ...snapshotMutants,
  ...batchMutants,
  ...backfillMutants,
  ...secretMutants,
  ...ingressMutants,
  ...operateMutants,
  ...vendorReadMutants,
  ...reconciliationMutants,
  ...sourceMutants,
  ...mappingMutants,
];

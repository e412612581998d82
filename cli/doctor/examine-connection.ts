import type { Operator } from '../../operator/core/operator';
import type { Connection } from '../connection/connection';
import { adminCredentials } from '../vendors/admin-credentials';
import type { DoctorDeps } from './check';
import { deployedOf } from './deployed';
import { type Examined, examine } from './doctor';

/** Examines whatever is at the other end of a connection. */
export const examineConnection = (
  connection: Connection,
  operator: Operator,
  own: Pick<DoctorDeps, 'variables' | 'now' | 'mappingHash'>,
): Promise<readonly Examined[]> => {
  const { environment } = connection;
  const { client, ids } = environment.secrets;
  return examine({
    environment,
    operator,
    credentials: adminCredentials(client, ids.admin),
    deployed: connection.kind === 'deployed' ? deployedOf(connection) : undefined,
    ...own,
  });
};

import { secretsManagerReader } from '../../lambda/aws/secrets-manager';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import type { OperatedEnvironment } from '../../operator/core/environment';

/** Masivo's credential as it is stored; undefined where it was never filled. */
export const masivoSecret = ({ client, ids }: OperatedEnvironment['secrets']): Promise<string | undefined> =>
  namedSecrets(secretsManagerReader(client), ids)('masivo');

import { namedSecrets } from '../../lambda/secrets/named-secrets';
import type { OperatedEnvironment } from '../../operator/core/environment';
import { sdkSecrets } from '../../operator/core/sdk-calls';

/** Masivo's credential as it is stored; undefined where it was never filled. */
export const masivoSecret = ({ client, ids }: OperatedEnvironment['secrets']): Promise<string | undefined> =>
  namedSecrets(sdkSecrets(client), ids)('masivo');

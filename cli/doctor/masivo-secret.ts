import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { sdkSecrets } from '../../operator/core/sdk-calls';
import type { ConnectedEnvironment } from '../connection/environment';

/** Masivo's credential as it is stored; undefined where it was never filled. */
export const masivoSecret = ({ client, ids }: ConnectedEnvironment['secrets']): Promise<string | undefined> =>
  namedSecrets(sdkSecrets(client), ids)('masivo');

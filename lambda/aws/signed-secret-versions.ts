import { memberOf } from '../json';
import type { SecretCalls } from '../secrets/change-secret';
import { type SignedCallDeps, signedCaller } from './signed-call';
import { secretsManager } from './signed-secrets';

/** Where `reconcile` keeps the keys that it renews. */
export function signedSecretVersions(
  SecretId: string,
  deps: SignedCallDeps & { readonly newId: () => string; readonly sleep: SecretCalls['sleep'] },
): SecretCalls {
  const { call } = signedCaller(secretsManager, deps);
  return {
    sleep: deps.sleep,
    async labels() {
      const labels = memberOf(await call('DescribeSecret', { SecretId }), 'VersionIdsToStages');
      return Object.fromEntries(
        Object.entries(labels ?? {}).map(([version, names]) => [
          version,
          Array.isArray(names) ? names.map(String) : [],
        ]),
      );
    },
    async read(id) {
      const answer = await call('GetSecretValue', { SecretId, VersionId: id });
      const value = memberOf(answer, 'SecretString');
      const seconds = Number(memberOf(answer, 'CreatedDate'));
      return {
        id,
        value: typeof value === 'string' ? value : '',
        createdAt: Number.isFinite(seconds) ? seconds * 1000 : 0,
      };
    },
    async put(SecretString, label) {
      // It becomes the version's id, so that a call that is repeated makes no second version.
      const ClientRequestToken = deps.newId();
      await call('PutSecretValue', { SecretId, SecretString, ClientRequestToken, VersionStages: [label] });
      return ClientRequestToken;
    },
    async makeCurrent(MoveToVersionId, RemoveFromVersionId) {
      await call('UpdateSecretVersionStage', {
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId,
        ...(RemoveFromVersionId === undefined ? {} : { RemoveFromVersionId }),
      });
    },
  };
}

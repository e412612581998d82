import type { RequestFailed } from '../state/request';

/** What failed, and what to do. */
export function Problem({ of, retry }: { of: RequestFailed | undefined; retry?: () => void }) {
  if (!of) return null;
  return (
    <div class="problem" role="alert">
      <strong>{of.message}</strong> {of.fix}
      {retry && (
        <button type="button" class="quiet" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

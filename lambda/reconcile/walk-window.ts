import type { Window } from '../sources/changes';
import { type Asked, type AskedPage, askForPage } from './ask';
import { feedPage } from './feed-page';
import { askInParts, isPerhapsOfOne } from './in-parts';
import type { Progress } from './progress';
import type { Failure } from './report';
import { askedOneByOne, askForNext, setAsideWith } from './set-aside';
import type { Walk } from './walk-deps';

type WalkedWindow = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly failure: Failure };

interface WindowDeps extends Walk {
  /** @returns false where the lease is lost */
  readonly move: (progress: Progress) => Promise<boolean>;
}

/** Reads a window, page by page, and puts on the queue what is news. */
export async function walkWindow(deps: WindowDeps, window: Window, before: Progress): Promise<WalkedWindow> {
  const { store, changes, begun, tally, token, asking, move } = deps;
  let { through } = before;
  let position = before.open?.position ?? null;
  // So many customers are asked for one by one, because a page of them fails.
  let alone = 0;
  for (;;) {
    const request = changes.request(window, position, store, begun);
    const read = (json: unknown) => changes.read(json, window, store, begun, position);
    const one = changes.oneByOne;
    let asked: Asked<AskedPage> =
      one && alone > 0
        ? await askForNext(window, position, { one, asking, token, read })
        : await askForPage(request, token, read, asking);
    if (asked.kind === 'failed' && one && asked.ofAnswer && alone === 0) {
      alone = askedOneByOne;
      continue;
    }
    if (asked.kind === 'failed' && changes.parts && isPerhapsOfOne(asked)) {
      const some = await askInParts(position, { parts: changes.parts, asking, token, read });
      if (some.kind === 'answer') {
        asked = { ...some, value: some.value.page };
        tally.passedOver += some.value.passedOver;
      }
    }
    if (asked.kind === 'failed') return asked;
    alone = Math.max(0, alone - 1);
    const page = asked.value;
    const { customers: setAside, areTooMany } = setAsideWith(tally.setAside, page.unreadable ?? []);
    if (areTooMany) {
      tally.setAside = setAside;
      return failed({ code: 'too-many-unreadable' });
    }
    if (!(await feedPage(page, asked.askedAt, deps))) return failed({ code: 'no-time' });
    tally.setAside = setAside;
    if (page.next === null) return { kind: 'done' };
    if (page.next === position) return failed({ code: 'unreadable' });
    position = page.next;
    through = Math.max(through, Math.min(page.through?.getTime() ?? through, window.to.getTime()));
    const open = { from: window.from.getTime(), to: window.to.getTime(), position };
    if (!(await move({ through, open, setAside: [...setAside] }))) return failed({ code: 'lease-lost' });
  }
}

const failed = (failure: Failure): WalkedWindow => ({ kind: 'failed', failure });

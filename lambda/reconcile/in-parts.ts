import type { PageInParts } from '../sources/changes';
import { type AskDeps, type Asked, type AskedPage, ask, type askForPage, unanswered } from './ask';
import { askAgain } from './ask-again';

export interface PartsDeps {
  readonly parts: PageInParts;
  readonly asking: AskDeps;
  readonly token: string;
  readonly read: Parameters<typeof askForPage>[2];
}

export interface PageWithout {
  /** With those as unreadable whom the vendor names, and cannot give alone either. */
  readonly page: AskedPage;
  /** So many customers are not on it, and nobody knows who they are. */
  readonly passedOver: number;
}

type Failed = Extract<Asked<never>, { kind: 'failed' }>;

/** More who fail are no exceptions, and it is the vendor that fails. */
const mostPassedOver = 3;
const mostRequests = 60;

/** Whether one customer may be why a page fails: the vendor did answer, be it that it failed. */
export const isPerhapsOfOne = ({ ofAnswer, failure: { code, status } }: Failed): boolean =>
  ofAnswer || code === 'unreadable' || (code === 'no-answer' && status !== undefined);

/** Reads a page that fails as a whole by halves, down to the customers who fail alone: it is read without them. */
export async function askInParts(position: string | null, deps: PartsDeps): Promise<Asked<PageWithout>> {
  const { parts, asking, token, read } = deps;
  const { authorised } = asking.changes;
  const askedAt = asking.now();
  const answers: unknown[] = [];
  const passedOver: number[] = [];
  let requests = 0;

  /** @returns why the page is not to be read so. */
  async function readRows(first: number, count: number): Promise<Failed | undefined> {
    requests += 1;
    const asked = await ask(
      parts.request(position, first, count),
      authorised(token),
      (json) => {
        const answer = read(json);
        return answer.kind === 'page' ? { value: json } : unanswered(answer);
      },
      { ...asking, tries: count === 1 ? 2 : 1 },
    );
    if (asked.kind === 'answer') {
      answers.push(asked.value);
      return undefined;
    }
    if (!isPerhapsOfOne(asked) || requests >= mostRequests) return asked;
    if (count === 1) {
      passedOver.push(first);
      return passedOver.length > mostPassedOver ? asked : undefined;
    }
    const half = Math.ceil(count / 2);
    return (await readRows(first, half)) ?? (await readRows(first + half, count - half));
  }

  const failed = await readRows(0, parts.rows);
  if (failed) return failed;
  const page = read(parts.joined(answers));
  if (page.kind !== 'page') return { kind: 'failed', failure: { code: 'unreadable' }, ofAnswer: true };
  const names = new Set<string>();
  for (const row of passedOver) {
    const named = await ask(
      parts.named(position, row),
      authorised(token),
      (json) => {
        const name = parts.nameIn(json);
        return name === undefined ? 'unreadable' : { value: name };
      },
      { ...asking, tries: 1 },
    );
    if (named.kind === 'failed') continue;
    // The rows may have moved meanwhile, and the cursor is not to pass somebody else than who is named.
    const { again } = asking.changes;
    const alone = again && (await askAgain(named.value, { again, asking, token }));
    if (alone?.kind === 'failed' && isPerhapsOfOne(alone)) names.add(named.value);
  }
  const value = {
    page: { ...page, unreadable: [...(page.unreadable ?? []), ...names] },
    passedOver: passedOver.length - names.size,
  };
  return { kind: 'answer', value, askedAt };
}

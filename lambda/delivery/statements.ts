import { type Channel, channels, type StatedConsent } from '../masivo/consent';
import { compareOrder, type Order } from '../sources/order';
import type { Snapshot } from '../sources/source';
import type { ConsentStatement, ConsentStatements, StatementMade } from './customer-state';

/** What a shopper stated on each channel, with its place in the history. */
export function statementsOf(
  stated: StatedConsent,
  { order, only, toldAt }: Pick<Snapshot, 'order' | 'only' | 'toldAt'>,
): ConsentStatements {
  return fromEntries((channel) => {
    const said = stated[channel];
    if (!said) return undefined;
    const { granted, at, implied, unasked } = said;
    const isUndated = at === undefined && toldAt !== undefined;
    const isToldLater = at !== undefined && toldAt !== undefined && toldAt > at;
    return {
      granted,
      order: at === undefined ? order : { ...order, at },
      ...(isUndated ? { undated: true } : {}),
      ...(isToldLater ? { told: { ...order, at: toldAt } } : {}),
      ...(implied ? { implied } : {}),
      ...(unasked ? { unasked } : {}),
      ...(only ? { own: true } : {}),
    };
  });
}

/** Whether a statement allows, and since when that holds. */
export function counts({ granted, order, own, lackedAt }: ConsentStatement): {
  readonly granted: boolean;
  readonly at: number;
} {
  return granted && !own && lackedAt ? { granted: false, at: lackedAt.at } : { granted, at: order.at };
}

/**
 * What counts of both: on each channel the newest statement, and the newest body since that lacked one. The same in
 * whatever order statements arrive.
 * @param follows both are of bodies of one moment, and that of `a` is known to be the later one.
 */
export function mergedStatements(
  a: ConsentStatements,
  b: ConsentStatements,
  follows = false,
): ConsentStatements {
  return fromEntries((channel) => {
    const [one, other] = [a[channel], b[channel]];
    return one && other ? mergedStatement(one, other, follows) : (one ?? other);
  });
}

function mergedStatement(a: ConsentStatement, b: ConsentStatement, follows: boolean): ConsentStatement {
  // What the later of two bodies of one moment has takes the place of what the other one had, be it yes or no.
  const isReplaced = (order: Order) => follows && !a.own && !a.implied && compareOrder(order, a.order) === 0;
  const made = [...madeIn(a), ...madeIn(b).filter(({ own, order }) => own || !isReplaced(order))];
  const lackedAt = [...lackIn(a), ...lackIn(b).filter((order) => !isReplaced(order))].reduce<
    Order | undefined
  >((newest, at) => (newest && compareOrder(at, newest) <= 0 ? newest : at), undefined);
  const dated = newestOf(made.filter(({ undated }) => !undated));
  const undated = newestOf(made.filter(({ undated }) => undated));
  const last = dated && undated && !isToldLater(dated, undated) ? undated : (dated ?? undated);
  const beside = last === dated ? undated : dated;
  // One that takes back what was stated is more than the store's default.
  const unasked = a.unasked && b.unasked;
  if (!last) {
    return { granted: false, order: lackedAt ?? a.order, implied: true, ...(unasked ? { unasked } : {}) };
  }
  return {
    ...last,
    ...(unasked ? { unasked } : {}),
    // At the same time as the statement, it takes it back: of two answers in one moment the no counts.
    ...(lackedAt && compareOrder(lackedAt, last.order) >= 0 ? { lackedAt } : {}),
    ...(beside ? { beside } : {}),
  };
}

/** The statements in it that a shopper made. */
function madeIn({
  implied,
  unasked: _,
  lackedAt: __,
  beside,
  ...made
}: ConsentStatement): readonly StatementMade[] {
  return [...(implied ? [] : [made]), ...(beside ? [beside] : [])];
}

/** The newest body that lacked it. */
const lackIn = ({ implied, order, lackedAt }: ConsentStatement): readonly Order[] =>
  implied ? [order] : lackedAt ? [lackedAt] : [];

/** The newest of statements that all have a date of their own, or of those that all have none. */
const newestOf = (made: readonly StatementMade[]): StatementMade | undefined =>
  made.reduce<StatementMade | undefined>(
    (newest, each) => (newest ? newerOf(newest, each) : each),
    undefined,
  );

/** A statement that bodies repeat was last told by the last of them. */
function newerOf(a: StatementMade, b: StatementMade): StatementMade {
  const newer = isLater(b, a) ? b : a;
  if (a.order.at !== b.order.at) return newer;
  const told = compareOrder(toldIn(a), toldIn(b)) > 0 ? toldIn(a) : toldIn(b);
  return compareOrder(told, newer.order) > 0 ? { ...newer, told } : newer;
}

const toldIn = ({ told, order }: StatementMade): Order => told ?? order;

/** Of two statements of one moment the no counts, and then the one that a body can take back. */
function isLater(a: StatementMade, b: StatementMade): boolean {
  const order = compareOrder(a.order, b.order);
  if (order !== 0) return order > 0;
  return a.granted === b.granted ? !a.own : !a.granted;
}

/**
 * Whether a statement with a date counts, and not one without. A date says nothing against what a store tells as its
 * state: whichever was told later is the state.
 */
function isToldLater(dated: StatementMade, undated: StatementMade): boolean {
  const order = compareOrder(toldIn(dated), undated.order);
  return order === 0 ? !dated.granted : order > 0;
}

/** Whether both hold the same statements of the same times. */
export function sameStatements(a: ConsentStatements, b: ConsentStatements): boolean {
  return channels.every((channel) => {
    const [one, other] = [a[channel], b[channel]];
    return (
      one === other ||
      (one !== undefined &&
        other !== undefined &&
        sameMade(one, other) &&
        one.unasked === other.unasked &&
        sameMade(one.beside, other.beside) &&
        sameOrder(one.lackedAt, other.lackedAt))
    );
  });
}

/** Whose record Masivo may have: as it was last sent, changed by others since, or by what a restore has lost. */
export type Since = 'sent' | 'others' | 'restored';

/** The channels whose statement is not known: one that bodies only repeat is known, unless it may take something back. */
export const newlyStated = (
  now: ConsentStatements,
  known: ConsentStatements,
  since: Since,
): readonly Channel[] =>
  channels.filter((channel) => {
    const [one, other] = [now[channel], known[channel]];
    return one !== undefined && !(other && repeats(one, other, since));
  });

function repeats(one: ConsentStatement, known: ConsentStatement, since: Since): boolean {
  const lacksNow = lackIn(one).some((order) => !lackIn(known).some((before) => sameOrder(before, order)));
  if (lacksNow && since === 'restored') return false;
  if (one.implied || known.implied) return one.implied === known.implied;
  if (one.granted !== known.granted || !one.lackedAt !== !known.lackedAt) return false;
  if (one.undated && known.undated && (one.granted || since === 'sent')) return true;
  return one.order.at === known.order.at;
}

const sameMade = (a: StatementMade | undefined, b: StatementMade | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.granted === b.granted &&
    a.own === b.own &&
    a.undated === b.undated &&
    sameOrder(a.order, b.order) &&
    sameOrder(a.told, b.told));

/** The channels that something was stated on. */
export const channelsOf = (statements: ConsentStatements): readonly Channel[] =>
  channels.filter((channel) => statements[channel] !== undefined);

const sameOrder = (a: Order | undefined, b: Order | undefined) =>
  a === b || (a !== undefined && b !== undefined && compareOrder(a, b) === 0);

/** Whether there is a statement on any channel. */
export const statesSomething = (statements: ConsentStatements): boolean => Object.keys(statements).length > 0;

/** How statements stand to those that are known: a newer one, nothing but what is known, or an older one. */
export function relationOfStatements(
  mine: ConsentStatements,
  known: ConsentStatements,
): 'newer' | 'same' | 'older' {
  if (!sameStatements(mergedStatements(known, mine), known)) return 'newer';
  const isKnown = channels.every((channel) => {
    const [one, other] = [mine[channel], known[channel]];
    return !one || (one.granted === other?.granted && sameOrder(one.order, other.order));
  });
  return isKnown ? 'same' : 'older';
}

function fromEntries(statementOn: (channel: Channel) => ConsentStatement | undefined): ConsentStatements {
  const statements: ConsentStatements = {};
  for (const channel of channels) {
    const statement = statementOn(channel);
    if (statement) statements[channel] = statement;
  }
  return statements;
}

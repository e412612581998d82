import { type Channel, channels, type StatedConsent } from '../masivo/consent';
import { compareOrder, type Order } from '../sources/order';
import type { Snapshot } from '../sources/source';
import type { ConsentStatement, ConsentStatements } from './customer-state';

/** What a shopper stated on each channel, with its place in the history. */
export function statementsOf(
  stated: StatedConsent,
  { order, only }: Pick<Snapshot, 'order' | 'only'>,
): ConsentStatements {
  return fromEntries((channel) => {
    const said = stated[channel];
    if (!said) return undefined;
    const { granted, at, implied } = said;
    return {
      granted,
      order: at === undefined ? order : { ...order, at },
      ...(implied ? { implied } : {}),
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
  const made = (b.own || !isReplaced(b.order) ? [a, b] : [a]).filter(({ implied }) => !implied);
  const lackedAt = [...lackIn(a), ...lackIn(b).filter((order) => !isReplaced(order))].reduce<
    Order | undefined
  >((newest, at) => (newest && compareOrder(at, newest) <= 0 ? newest : at), undefined);
  const last = made.reduce<ConsentStatement | undefined>(
    (newest, each) => (newest && !isLater(each, newest) ? newest : each),
    undefined,
  );
  if (!last) return { granted: false, order: lackedAt ?? a.order, implied: true };
  const { granted, order, own } = last;
  return {
    granted,
    order,
    ...(own ? { own } : {}),
    // At the same time as the statement, it takes it back: of two answers in one moment the no counts.
    ...(lackedAt && compareOrder(lackedAt, order) >= 0 ? { lackedAt } : {}),
  };
}

/** The newest body that lacked it. */
const lackIn = ({ implied, order, lackedAt }: ConsentStatement): readonly Order[] =>
  implied ? [order] : lackedAt ? [lackedAt] : [];

/** Of two statements of one moment the no counts, and then the one that a body can take back. */
function isLater(a: ConsentStatement, b: ConsentStatement): boolean {
  const order = compareOrder(a.order, b.order);
  if (order !== 0) return order > 0;
  return a.granted === b.granted ? !a.own : !a.granted;
}

/** Whether both hold the same statements of the same times. */
export const sameStatements = (a: ConsentStatements, b: ConsentStatements): boolean =>
  changedChannels(a, b).length === 0;

/** The channels on which they do not hold the same statement of the same time. */
export function changedChannels(a: ConsentStatements, b: ConsentStatements): readonly Channel[] {
  return channels.filter((channel) => {
    const [one, other] = [a[channel], b[channel]];
    const isSame =
      one === other ||
      (one !== undefined &&
        other !== undefined &&
        one.granted === other.granted &&
        one.own === other.own &&
        sameOrder(one.order, other.order) &&
        sameOrder(one.lackedAt, other.lackedAt));
    return !isSame;
  });
}

/** The channels that something was stated on. */
export const channelsOf = (statements: ConsentStatements): readonly Channel[] =>
  channels.filter((channel) => statements[channel] !== undefined);

const sameOrder = (a: Order | undefined, b: Order | undefined) =>
  a === b || (a !== undefined && b !== undefined && compareOrder(a, b) === 0);

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

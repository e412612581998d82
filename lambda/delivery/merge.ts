import { type Channel, channels, type GrantedChannels, type StatedConsent } from '../masivo/consent';
import { compareOrder, type Order } from '../sources/order';
import type { ConsentStatement, ConsentStatements, KeptSnapshot } from './customer-state';

/** What a shopper stated on each purpose, with its place in the history. */
export function statementsOf(stated: StatedConsent, order: Order): ConsentStatements {
  return fromEntries((channel) => {
    const said = stated[channel];
    if (!said) return undefined;
    const { at, ...statement } = said;
    return { ...statement, order: at === undefined ? order : { ...order, at } };
  });
}

export function consentIn(statements: ConsentStatements): GrantedChannels {
  const stated = channels.flatMap((purpose) => {
    const statement = statements[purpose];
    return statement ? [[purpose, statement.granted] as const] : [];
  });
  return Object.fromEntries(stated);
}

/**
 * The newer snapshot with what only the older one has. A snapshot without consent statements withdraws nothing,
 * so the last statement on each purpose counts, also one in an older snapshot that comes late; and the day on which
 * the shopper was created does not change.
 */
export function merged(newer: KeptSnapshot, older: KeptSnapshot): KeptSnapshot {
  const statements = fromEntries((purpose) => {
    const [a, b] = [newer.statements[purpose], older.statements[purpose]];
    return a && b && compareOrder(b.order, a.order) > 0 ? b : (a ?? b);
  });
  if (newer.dated || !older.dated) return { ...newer, statements };
  const { registration_date } = older.customer;
  return { ...newer, statements, dated: true, customer: { ...newer.customer, registration_date } };
}

/** The last e-mail the store sent is the one to create with, also when a later snapshot has none. */
export function withKnownEmail(snapshot: KeptSnapshot, other: KeptSnapshot): KeptSnapshot {
  if (snapshot.customer.email !== null || other.customer.email === null) return snapshot;
  const { email, name } = other.customer;
  return { ...snapshot, customer: { ...snapshot.customer, email, name: snapshot.customer.name ?? name } };
}

/** Whether both hold the same statements of the same times. */
export function sameStatements(a: ConsentStatements, b: ConsentStatements): boolean {
  return channels.every(
    (purpose) =>
      a[purpose]?.granted === b[purpose]?.granted && sameOrder(a[purpose]?.order, b[purpose]?.order),
  );
}

const sameOrder = (a: Order | undefined, b: Order | undefined) =>
  a === b || (a !== undefined && b !== undefined && compareOrder(a, b) === 0);

function fromEntries(statementOn: (channel: Channel) => ConsentStatement | undefined): ConsentStatements {
  const statements: ConsentStatements = {};
  for (const channel of channels) {
    const statement = statementOn(channel);
    if (statement) statements[channel] = statement;
  }
  return statements;
}

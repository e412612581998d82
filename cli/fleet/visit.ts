import { closest } from '../../infra/config/closest';
import { at, textOf } from '../../infra/config/config-error';
import type { systemClock } from '../../lambda/clock';
import { awsFailureOf } from '../../operator/core/aws-failure';
import { mapConcurrently } from '../backfill/engine/concurrency';
import { environmentsOf } from '../connection/config';
import { CommandError } from '../exit';
import { explained } from '../failures';
import { type Client, profileFor } from './fleet-file';

/** One environment of one client; of a folder that cannot be read there is one without a name. */
export interface Place {
  readonly client: string;
  readonly environment: string | null;
}

/** What was seen there, or why nothing was. */
export type Visited<T> = Place &
  (
    | { readonly kind: 'seen'; readonly seen: T }
    | { readonly kind: 'unreachable'; readonly why: string; readonly fix: string | null }
  );

interface Closable {
  close(): void;
}

export interface VisitDeps<Connection extends Closable, T> {
  readonly connect: (environment: string, config: string, profile: string | undefined) => Promise<Connection>;
  readonly sleep: typeof systemClock.sleep;
  /** How many environments are looked at, at the same time. */
  readonly atOnce: number;
  /** Told of each as it was looked at, with its place in the order. */
  readonly onVisited?: (visited: Visited<T>, index: number) => void;
}

/** What answers later counts as out of reach: the others' table does not wait for it. */
const longestMs = 120_000;

/**
 * Looks at every environment of all clients. One that cannot be looked at is a result like any other.
 * @returns in the order of clients and their environments
 */
export async function visitAll<Connection extends Closable, T>(
  clients: readonly Client[],
  look: (connection: Connection, client: Client) => Promise<T>,
  { connect, sleep, atOnce, onVisited = () => {} }: VisitDeps<Connection, T>,
): Promise<readonly Visited<T>[]> {
  const places = clients.flatMap(plannedOf);
  const visited: Visited<T>[] = [];
  await mapConcurrently([...places.entries()], atOnce, async ([index, { client, place, error }]) => {
    const { environment } = place;
    const result: Visited<T> =
      environment === null
        ? unreachable(place, error)
        : await withinTime(async () => {
            const connection = await connect(environment, client.config, profileFor(client, environment));
            try {
              return await look(connection, client);
            } finally {
              connection.close();
            }
          }, sleep).then(
            (seen) => ({ ...place, kind: 'seen' as const, seen }),
            (failed: unknown) => unreachable(place, failed, profileFor(client, environment)),
          );
    visited[index] = result;
    onVisited(result, index);
  });
  return visited;
}

/** What is looked at, in its order. */
export const placesOf = (clients: readonly Client[]): readonly Place[] =>
  clients.flatMap(plannedOf).map(({ place }) => place);

interface Planned {
  readonly client: Client;
  readonly place: Place;
  readonly error?: unknown;
}

function plannedOf(client: Client): readonly Planned[] {
  try {
    const names = client.environments ?? namesIn(client.config);
    refuseStrayProfiles(client, names);
    return names.map((environment) => ({ client, place: { client: client.name, environment } }));
  } catch (error) {
    return [{ client, place: { client: client.name, environment: null }, error }];
  }
}

const namesIn = (config: string) => environmentsOf(config).map(({ name }) => name);

/** None of a folder that cannot be read: connecting tells why. */
function namesOrNone(config: string): readonly string[] {
  try {
    return namesIn(config);
  } catch {
    return [];
  }
}

/** Of a profile under a misspelt name nothing would be heard: the credentials that are there would be taken. */
function refuseStrayProfiles({ name, config, profile }: Client, visited: readonly string[]): void {
  if (typeof profile !== 'object') return;
  const others = Object.keys(profile).filter((each) => !visited.includes(each));
  if (others.length === 0) return;
  const known = namesOrNone(config);
  const wrong =
    known.length === 0
      ? []
      : others
          .filter((each) => !known.includes(each))
          .map((each) => textOf(at(`profile.${each}`, `is no environment of ${name}`, closest(each, known))));
  if (wrong.length > 0) throw new CommandError('usage', ['In the file of the fleet:', ...wrong].join('\n'));
}

/** The file names the profile, so `AWS_PROFILE` changes nothing. */
const fixOf = (profile: string) =>
  `Is the profile ${profile}, which the fleet's file names, in ~/.aws/config? Where it uses SSO, sign in with \`aws sso login --profile ${profile}\`.`;

/** A bug of ours in one environment says where it is; it takes nothing from the others. */
function unreachable(place: Place, error: unknown, profile?: string): Visited<never> {
  const known = explained(error);
  if (known) {
    const lacks = profile !== undefined && awsFailureOf(error)?.kind === 'no-credentials';
    const fix = lacks ? fixOf(profile) : (known.fix ?? null);
    return { ...place, kind: 'unreachable', why: known.message, fix };
  }
  const { name, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const [frame = ''] = /^\s+at .*$/m.exec(stack) ?? [];
  const fix = 'That is a bug of the bridge and worth an issue, with this line.';
  return { ...place, kind: 'unreachable', why: `${name} ${frame.trim()}`, fix };
}

async function withinTime<T>(work: () => Promise<T>, sleep: typeof systemClock.sleep): Promise<T> {
  const done = new AbortController();
  const late = sleep(longestMs, done.signal).then((): never => {
    throw new CommandError('unreachable', `It did not answer within ${longestMs / 1000} s.`);
  });
  // Whoever came in time does not wait for it.
  late.catch(() => undefined);
  try {
    return await Promise.race([work(), late]);
  } finally {
    done.abort();
  }
}

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import * as v from 'valibot';
import { textOf } from '../../infra/config/config-error';
import { mistakesOf } from '../../infra/config/schema-mistakes';
import { CommandError } from '../exit';

const Name = v.pipe(v.string(), v.nonEmpty());

const Client = v.strictObject({
  name: Name,
  /** The client's config folder; as it stands from the file on. */
  config: Name,
  /** The AWS profile of all its environments, or of each by its name. Without one: the credentials that are there. */
  profile: v.exactOptional(v.union([Name, v.record(Name, Name)])),
  /** Those that are looked at; all of the folder unless it says so. */
  environments: v.exactOptional(v.pipe(v.array(Name), v.nonEmpty())),
});
export type Client = v.InferOutput<typeof Client>;

const Fleet = v.strictObject({ clients: v.pipe(v.array(Client), v.nonEmpty()) });

/** @throws CommandError for a file that cannot be read, with everything that is wrong in it. */
export function readFleet(path: string): readonly Client[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = isNativeError(error) ? error.message : String(error);
    throw new CommandError('usage', `${path} cannot be read (${why}).`, help);
  }
  const fleet = v.safeParse(Fleet, jsonIn(path, text));
  if (!fleet.success) {
    const wrong = mistakesOf(Fleet, fleet.issues, 'the whole').map(textOf);
    throw new CommandError('usage', [`${path} is no list of clients:`, ...wrong].join('\n'), help);
  }
  const { clients } = fleet.output;
  const twice = clients.find(({ name }, place) => clients.findIndex((each) => each.name === name) < place);
  if (twice) throw new CommandError('usage', `${path} has two clients ${twice.name}.`, help);
  return clients.map((client) => ({ ...client, config: resolve(dirname(path), client.config) }));
}

function jsonIn(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Its message has the place, and a piece of a file that holds nothing secret.
    const what = (isNativeError(error) ? error.message : String(error)).replaceAll('\n', ' ');
    throw new CommandError('usage', `${path} is no JSON: ${what}.`, help);
  }
}

const help = 'docs/operate/fleet.md shows such a file.';

export const profileFor = ({ profile }: Client, environment: string): string | undefined =>
  typeof profile === 'object' ? profile[environment] : profile;

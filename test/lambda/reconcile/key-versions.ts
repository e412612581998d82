import { randomUUID } from 'node:crypto';
import type { SecretCalls, SecretVersion } from '../../../lambda/secrets/change-secret';

type Watch = (call: string) => unknown;

const named = (name: string) => Object.assign(new Error(name), { name });

/** A secret in the tests' own process, with the condition that Secrets Manager has: a label moves from where it is. */
export class KeyVersions implements SecretCalls {
  readonly #versions = new Map<string, SecretVersion>();
  readonly #labels = new Map<string, string>();
  /** Values that were put in, and became the current one. */
  kept = 0;

  constructor(
    readonly before: Watch,
    readonly after: Watch,
  ) {}

  sleep = async () => undefined;

  get value(): string | undefined {
    const current = this.#labels.get('AWSCURRENT');
    return current === undefined ? undefined : this.#versions.get(current)?.value;
  }

  /** What somebody puts in. */
  set(value: string | undefined): void {
    if (value === undefined) this.#labels.clear();
    else this.#move(this.#add(value));
  }

  async labels() {
    const labels: Record<string, string[]> = {};
    for (const [label, version] of this.#labels) labels[version] = [...(labels[version] ?? []), label];
    return labels;
  }

  async read(id: string) {
    const version = this.#versions.get(id);
    if (!version) throw named('ResourceNotFoundException');
    return version;
  }

  async put(value: string, label: string) {
    this.before('put');
    const id = this.#add(value);
    this.#labels.set(label, id);
    this.after('put');
    return id;
  }

  async makeCurrent(version: string, instead: string | undefined) {
    this.before('make-current');
    if (this.#labels.get('AWSCURRENT') !== instead) throw named('InvalidParameterException');
    this.#move(version);
    this.kept += 1;
    this.after('make-current');
  }

  #add(value: string): string {
    const id = randomUUID();
    this.#versions.set(id, { id, value, createdAt: this.#versions.size });
    return id;
  }

  #move(version: string): void {
    const replaced = this.#labels.get('AWSCURRENT');
    if (replaced !== undefined) this.#labels.set('AWSPREVIOUS', replaced);
    this.#labels.set('AWSCURRENT', version);
  }
}

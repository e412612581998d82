/** One fault that is planted into the production code. Something has to notice it. */
export interface Mutant {
  readonly name: string;
  /** What it breaks, in the words of docs/semantics.md or another page that promises; the mutants' test lists them. */
  readonly rule: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Test files that are likely to notice it. They are tried before the simulation. */
  readonly tests: readonly string[];
  /** Why it may survive: it changes nothing that anybody could notice, or nothing that is promised. */
  readonly explained?: string;
}

/** The file's text with the fault in it. @throws Error where the text does not stand there exactly once. */
export function mutated(text: string, { name, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`"${name}": its text stands ${parts.length - 1} times in ${file}, not once`);
  }
  return parts.join(replace);
}

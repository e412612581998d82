/** A customer in Masivo's own record, in the terms of the check. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly dob: string | null;
  readonly registrations: number;
  /** Undefined where no consent record is in. */
  readonly purposes: Readonly<Record<string, boolean>> | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The ids that a customer carries of the same person in other stores. */
export const linkedOf = ({ metadata }: Kept): readonly string[] =>
  String(metadata.linked ?? '')
    .split(' ')
    .filter(Boolean);

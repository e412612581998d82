/** Somebody else's implementation of an AWS service, on this machine. */
export interface Service {
  readonly name: string;
  /** @throws NotHere */
  readonly start: () => Promise<RunningService>;
}

export interface RunningService {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Closed set of error codes, grouped by who has to repair the cause. Callers match on the code, never on the text. */
export type EdgeErrorCode =
  | "bad-config"
  | "bad-request"
  | "not-found"
  | "conflict"
  | "forbidden"
  | "too-large"
  | "unavailable"
  | "connect-failed"
  | "link-lost"
  | "disk";

/** An error with a code, a text that names the remedy, and its cause. */
export class EdgeError extends Error {
  readonly code: EdgeErrorCode;
  constructor(code: EdgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EdgeError";
    this.code = code;
  }
}

/** A file turned out to be damaged and was moved aside. Its owner starts with an empty one. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

/** One line about what went wrong, with its causes. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `: ${reasonOf(error.cause)}`;
  return `${error.message}${cause}`;
}

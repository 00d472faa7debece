import type { Logger } from "pino";
import type { Directory } from "../contracts/access/access.ts";
import type { Journal } from "../contracts/access/journal.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ScryptCost } from "./password.ts";

/** What users of a data folder are opened with. */
export interface AccountsOptions {
  readonly dataDir: string;
  /** True: while no user exists, every request is refused; the link for the first user is the only way in. */
  readonly isRequired: boolean;
  readonly sessionHours: number;
  readonly journal: Journal;
  /** Where people sign in whose passwords the edge does not keep; absent where the config names none. */
  readonly directory?: Directory | undefined;
  readonly log: Logger;
  /** µs UTC. */
  readonly clock: () => Micros;
  /** A monotonic clock for the waits after failed sign-ins. Default: `performance.now()`. */
  readonly elapsed?: () => Micros;
  readonly cost?: ScryptCost;
}

/** What the keeper of a box gets from its command line and config. */
import type { ChildProcess } from "node:child_process";
import type { Logger } from "pino";
import type { Place } from "../link/place.ts";

export interface BoxOptions {
  readonly dataDir: string;
  readonly name: string;
  readonly place: Place;
  readonly other: { readonly name: string; readonly place: Place; readonly url: string | undefined };
  readonly witness: Place;
  readonly key: string | undefined;
  readonly leaseMs: number;
  readonly commit: "replicated" | "declared";
  /** Address of viewer and API. */
  readonly page: { readonly host: string; readonly port: number };
  readonly log: Logger;
  /** Monotonic ms at which this process had the folder to itself: no earlier keeper of it lived any more. */
  readonly aloneSince: number;
  /** Starts the process that writes; it waits until it may. */
  fork(): ChildProcess;
}

import type { OpenClient } from "../mqtt/client.ts";
import type { Pings } from "../mqtt/pings.ts";

/** One connection to the broker. */
export interface Link {
  readonly client: OpenClient["client"];
  readonly pings: Pings;
  /** Aborts when the connection is over, or the edge stops. */
  readonly signal: AbortSignal;
  /** The broker takes messages: earlier failures are over. */
  reached(): void;
}

/** A part of what is published. */
export interface Outlet {
  /** Publishes until the signal of the link aborts. Rejects where the broker does not take a message. */
  run(link: Link): Promise<void>;
}

import type { SiteLink } from "../fleet/site.ts";
import type { FollowerHealth } from "./follower.ts";
import type { SinkHealth } from "./historian.ts";
import type { LossAuditCounts } from "./loss-audit.ts";
import type { Health } from "./plugin.ts";
import type { SourceClock } from "./source-clock.ts";
import type { BoxPair } from "./write-gate.ts";

/** Whether a source is connected, as readers of the stream learn it. */
export interface SourceStanding {
  readonly name: string;
  readonly kind: string;
  readonly state: Health["state"];
  /** Time at which it entered this state, milliseconds since 1970 UTC. */
  readonly since: number;
  readonly reason?: string;
}

/** One source's figures in `/api/v1/health`. */
export interface SourceHealth extends SourceStanding {
  readonly samplesPerSecond: number;
  /** Counted at the decoder. */
  readonly received: number;
  readonly dropped: number;
  /** Further counters of this kind of source since the edge started. */
  readonly counts: Readonly<Record<string, number>>;
  /** The newest deviation of the payloads from the config. */
  readonly lastDrift?: string;
  /** Refusals of the other side, by subject, in its own words. */
  readonly limits?: Readonly<Record<string, string>>;
  /** The newest estimate of the source's clock; absent while it is unknown. */
  readonly clock?: SourceClock;
}

/** Periodic work of the edge, such as checking its alerts each second. */
export interface JobHealth {
  readonly name: string;
  /** `degraded`: its newest run failed, or has not come back. Each turn tries it again. */
  readonly state: "running" | "degraded";
  /** Time at which it entered this state, milliseconds since 1970 UTC. */
  readonly since: number;
  readonly reason?: string;
  /** Runs that failed since the edge started. */
  readonly failures: number;
}

/** The box that writes, and how far the other one is behind (rule SB30). */
export interface StandbyHealth extends BoxPair {
  readonly term: number;
  /** Since when nothing that is committed reaches the other box, milliseconds since 1970 UTC; null while it does. */
  readonly aloneSince: number | null;
  /** Null while the other box is not connected. */
  readonly behindBytes: number | null;
  /** Age of the oldest commit that the other box does not have. */
  readonly behindSeconds: number;
  /** The witness answers. */
  readonly isWitnessed: boolean;
}

/** The health of the whole edge, as in `/api/v1/health`. */
export interface EdgeHealth {
  /** The process answers and its event loop runs. */
  readonly live: boolean;
  /** Every part that is needed to serve the plant has started. */
  readonly ready: boolean;
  /** Time of the last change of `ready`, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Faults that leave the edge ready, such as `follower material: cannot write since …`. */
  readonly impaired: readonly string[];
  readonly sources: readonly SourceHealth[];
  readonly sinks: readonly SinkHealth[];
  /** Followers of the commit log, such as the production books. */
  readonly followers: readonly FollowerHealth[];
  readonly jobs: readonly JobHealth[];
  readonly audit: LossAuditCounts;
  /** Of a box that is one of two. */
  readonly standby?: StandbyHealth;
  /** At a hub: how the link to the edge stands, and what is missing. */
  readonly site?: SiteLink;
}

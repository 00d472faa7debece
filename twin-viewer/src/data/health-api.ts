/** The state of the edge and its parts, as `/api/v1/health` answers. */

import { TIMEOUT_MS } from "./api.ts";
import { atSite } from "./base.ts";
import { notOfTheEdge, problemOf } from "./problem.ts";

/** The parts of `/api/v1/health` that the page shows. */
export interface HealthAnswer {
  readonly sources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly state: PartState;
    readonly since: string | null;
    readonly reason: string | null;
    readonly samplesPerSecond: number;
    readonly received: number;
    readonly dropped: number;
    /** Further counters of this kind of source, such as `drifted`: payloads that differ from the config. */
    readonly counts: Readonly<Record<string, number>>;
    readonly lastDrift: string | null;
    /** Limits that the server refused to exceed, by kind, in its own words. */
    readonly limits: Readonly<Record<string, string>>;
    readonly clock: { readonly offsetUs: number; readonly uncertaintyUs: number; readonly kind: string } | null;
  }[];
  readonly sinks: readonly {
    readonly name: string;
    readonly kind: string;
    readonly state: PartState;
    readonly since: string | null;
    readonly reason: string | null;
    readonly written: number;
    readonly rejected: number;
    readonly backlogSamples: number;
  }[];
  /** Functions that fail although the edge is ready, one sentence each. */
  readonly impaired: readonly string[];
  readonly followers: readonly (PartAnswer & {
    readonly note: string | null;
    readonly backlogItems: number;
    readonly taken: number;
    readonly setAside: number;
    readonly missed: number;
  })[];
  readonly jobs: readonly (PartAnswer & { readonly failures: number })[];
  /** Of a box that is one of two. */
  readonly standby?: {
    readonly box: string;
    readonly other: { readonly name: string; readonly url: string | null };
    readonly aloneSince: string | null;
    readonly behindBytes: number | null;
    readonly behindSeconds: number;
    readonly isWitnessed: boolean;
  };
}

/** A part without a kind. */
export interface PartAnswer {
  readonly name: string;
  readonly state: PartState;
  readonly since: string | null;
  readonly reason: string | null;
}

type PartState = "starting" | "running" | "degraded" | "failed" | "stopped";

/** The edge's own account of its sources and sinks; 503 while it is not ready carries the same body. */
export async function fetchHealth(): Promise<HealthAnswer> {
  const response = await fetch(atSite("/api/v1/health"), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.ok || response.status === 503) return (await response.json().catch(notOfTheEdge)) as HealthAnswer;
  throw new Error(await problemOf(response));
}

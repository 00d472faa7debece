/**
 * JSON messages of `/api/v1/stream` (WebSocket). Samples travel as binary
 * frames (`batch/wire.ts`); everything rare travels as one of these.
 *
 *   client                       edge
 *     | -- hello ----------------> |  { kind: "hello", have: version | 0, epoch? }
 *     | <-- dictionary ----------- |  tags of this connection
 *     | <-- links, sources ------- |  whole lists, once a second and at once when one comes or goes
 *     | <-- alerts, kpis --------- |  whole lists, again whenever they change (at most 1/s)
 *     | <-- live-risk ------------ |  at once when an indication begins or ends, else each second, or four times
 *     |                            |  a second while one stands; never where the plant has nothing to judge
 *     | <== binary frame ========= |  snapshot in pieces, then changes
 *     | -- ack ------------------> |  { kind: "ack", version }: the next frame may come
 */
import type { AlertView } from "../alerts/alert.ts";
import type { Tag } from "../plant/tag.ts";
import type { Kpi } from "../production/kpi.ts";
import type { LiveRiskState } from "../safety/live-risk.ts";
import type { SourceStanding } from "./health.ts";
import type { LinkState } from "./twin.ts";

/**
 * `have` is the version of the last frame marked `last`, `epoch` that of the dictionary before it: versions restart
 * with each start of the edge. With another epoch the edge sends a whole snapshot.
 */
export type ClientMessage =
  | { readonly kind: "hello"; readonly have: number; readonly epoch?: number }
  | { readonly kind: "ack"; readonly version: number };

export type EdgeMessage =
  | { readonly kind: "dictionary"; readonly edgeId: string; readonly epoch: number; readonly tags: readonly Tag[] }
  | { readonly kind: "links"; readonly now: number; readonly links: readonly LinkState[] }
  | { readonly kind: "sources"; readonly sources: readonly SourceStanding[] }
  | { readonly kind: "alerts"; readonly version: number; readonly alerts: readonly AlertView[] }
  | { readonly kind: "kpis"; readonly kpis: readonly Kpi[] }
  | { readonly kind: "live-risk"; readonly risk: LiveRiskState };

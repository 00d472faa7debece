import type { AssetUid } from "../plant/tag.ts";
import type { Micros } from "./sample-batch.ts";

/**
 * Something that happened once: a state transition, a finished piece, a server's alarm, a declared loss. Plain
 * objects; events are rare.
 */
export interface EdgeEvent {
  /** UUIDv7, given where the event was first seen. */
  readonly eventUid: string;
  /** Dotted type name, such as `gap.declared` or `vda5050.error`. */
  readonly type: string;
  readonly assetUid?: AssetUid;
  /** When it happened at the source. */
  readonly time: Micros;
  readonly receivedAt: Micros;
  readonly pieceId?: string;
  readonly jobId?: string;
  readonly conditionId?: string;
  /** Id and version of the schema that `payload` follows, such as `gap/1`. */
  readonly schema: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface EventBatch {
  readonly events: readonly EdgeEvent[];
}

/** Why samples are missing. Closed: a loss without one of these reasons is a defect. */
export type GapReason =
  | "source_sampling"
  | "source_queue_overflow"
  | "source_qos0"
  | "source_down_no_history"
  | "edge_down_no_history"
  | "buffer_full"
  | "log_damaged"
  | "edge_fault"
  | "not_replicated"
  | "operator_discard";

/** Payload of an event of type `gap.declared`, schema `gap/1`. */
export interface GapRecord {
  readonly source: string;
  /** Absent: every tag of the source or link. */
  readonly tagUid?: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly reason: GapReason;
  readonly lost?: number;
}

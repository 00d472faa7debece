/** Messages about events and conditions between main thread and worker. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { EventParts } from "./event-parts.ts";

/** An event or a condition's state. NodeIds as text with namespace URIs. */
export interface ServerEvent {
  /** Absent: an event that belongs to no condition. */
  readonly conditionId: string | undefined;
  readonly branchId: string | undefined;
  /** Base64. An operator's acknowledgement refers to it. */
  readonly eventId: string;
  readonly eventType: string;
  /** Browse name of the event type; empty where the server does not show it. */
  readonly typeName: string;
  readonly sourceNode: string | undefined;
  readonly sourceName: string;
  readonly conditionName: string;
  readonly conditionClass: "process" | "safety" | "system" | undefined;
  readonly time: Micros;
  /** The server gave no plausible time: `time` is that of arrival. */
  readonly isArrivalTime?: true;
  readonly message: string;
  /** 1 to 1000. */
  readonly severity: number;
  readonly active: boolean | undefined;
  readonly acknowledged: boolean | undefined;
  readonly confirmed: boolean | undefined;
  /** False once the condition is no longer of interest. */
  readonly retain: boolean | undefined;
  readonly latched: boolean | undefined;
  readonly suppressed: boolean | undefined;
  readonly outOfService: boolean | undefined;
  readonly shelved: { readonly kind: "timed" | "oneShot"; readonly leftMs?: number } | undefined;
  readonly comment: string;
  readonly commentBy: string;
  /** Index of the root above its source. */
  readonly root?: number;
  /** Index of the rule for it, and the values that the rule takes from it. */
  readonly rule?: number;
  readonly parts?: EventParts;
}

/** Records of a ring, in the order of the array. */
export interface RingRecords {
  readonly ring: number;
  /** Source time of the array. */
  readonly time: Micros;
  readonly records: readonly EventParts[];
}

/** A method to call at a condition. */
export interface ConditionCall {
  readonly conditionId: string;
  /** EventId of the newest event, base64. */
  readonly eventId: string;
  readonly method:
    | "acknowledge"
    | "confirm"
    | "comment"
    | "timed-shelve"
    | "one-shot-shelve"
    | "unshelve"
    | "reset"
    | "remove-from-service"
    | "return-to-service";
  readonly comment?: string;
  readonly durationMs?: number;
  /** The call only records who makes the next call, and why. */
  readonly isRemark?: true;
}

/** `unknown`: the link broke before the answer, so the outcome is unknown. `undone`: nothing was sent. */
export type CallAnswer = { readonly status: string } | { readonly unknown: string } | { readonly undone: string };

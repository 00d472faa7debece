import { computed, signal } from "@preact/signals";
import { acknowledgeAll } from "./alert-acts-api.ts";
import type { AlertRecord } from "./alert-record.ts";
import { waitsFor } from "./waiting-acts.ts";

/** Time to undo an acknowledgement of several alerts, seconds. */
export const UNDO_S = 5;

export type AckTarget = Pick<AlertRecord, "alertUid" | "occurrenceUid" | "assetUid" | "message">;

/** The pending acknowledgement, and when it is sent, milliseconds of this machine's clock. */
export interface PendingAck {
  readonly targets: readonly AckTarget[];
  readonly sendsAtMs: number;
}

/** Its outcome. */
export interface AckOutcome {
  readonly done: number;
  /** Acknowledgements that a hub has taken, and the plant has yet to confirm. */
  readonly waiting: number;
  readonly refused: readonly { readonly target: AckTarget; readonly reason: string }[];
}

export const pendingAck = signal<PendingAck | null>(null);
export const ackOutcome = signal<AckOutcome | null>(null);
/** Pending alerts cannot be selected. */
export const pendingUids = computed(() => new Set(pendingAck.value?.targets.map(({ alertUid }) => alertUid)));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Acknowledges them after the time for undo. An earlier pending acknowledgement is sent at once. */
export function beginAcknowledge(wanted: readonly AckTarget[], nowMs = Date.now()): void {
  // Those that wait for the plant were sent before.
  const targets = wanted.filter(({ alertUid }) => !waitsFor(alertUid, "acknowledge"));
  if (targets.length === 0) return;
  if (pendingAck.value !== null) void sendPending();
  ackOutcome.value = null;
  pendingAck.value = { targets, sendsAtMs: nowMs + UNDO_S * 1000 };
  timer = setTimeout(() => void sendPending(), UNDO_S * 1000);
}

/** Undoes the pending acknowledgement; nothing was sent. */
export function undoAcknowledge(): void {
  clearTimeout(timer);
  pendingAck.value = null;
}

/** Sends the pending acknowledgement now. Refused alerts are listed with their reasons. */
export async function sendPending(): Promise<void> {
  const pending = pendingAck.value;
  clearTimeout(timer);
  pendingAck.value = null;
  if (pending === null) return;
  const { targets } = pending;
  const reasons = await acknowledgeAll(targets);
  const refused = targets.flatMap((target) => {
    const reason = reasons.get(target.alertUid);
    return reason === undefined ? [] : [{ target, reason }];
  });
  const waiting = targets.filter(({ alertUid }) => waitsFor(alertUid, "acknowledge")).length;
  const outcome = { done: targets.length - refused.length - waiting, waiting, refused };
  ackOutcome.value = outcome;
  // A success disappears by itself; refusals stay until the user has read them.
  if (refused.length > 0) return;
  setTimeout(() => {
    if (ackOutcome.value === outcome) ackOutcome.value = null;
  }, UNDO_S * 1000);
}

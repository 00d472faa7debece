/** What is open of pieces' traces. */
import { signal } from "@preact/signals";

/**
 * `piece/PC-1` a record, `recall?lot=…` a recall, `check` the check of a passport; empty: nothing. The address has it.
 * Only the dialogs read it (panels/trace), which are loaded when they are opened.
 */
export const traceText = signal("");
/** The recall from which a record was opened, and to which it returns; empty: none. */
let before = "";

export function openRecord(piece: string): void {
  before = traceText.value.startsWith("recall") ? traceText.value : "";
  traceText.value = `piece/${piece}`;
}

/** Opens the form of recalls with what is known already. */
export function openRecall(criteria: Readonly<Record<string, string>> = {}): void {
  traceText.value = `recall?${new URLSearchParams(criteria).toString()}`;
}

/**
 * A dialog closed; nothing happens where another one has taken its place meanwhile. A record returns to the recall from
 * which it was opened, unless `isAll`.
 */
export function closeTrace(kind: "piece/" | "recall" | "check", isAll = false): void {
  if (!traceText.value.startsWith(kind)) return;
  traceText.value = kind === "piece/" && !isAll ? before : "";
  before = "";
}

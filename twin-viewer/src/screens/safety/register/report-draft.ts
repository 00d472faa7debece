/** What a person has written of a danger and not sent: kept on the device, so that a failure loses nothing. */
import { keyOfSite } from "../../../data/base.ts";
import { dangerAt } from "../../../data/safety-link.ts";

const KEY = keyOfSite("gemba.danger-draft");

export interface Draft {
  /** The uid goes with it: a request whose answer was lost is repeated, not doubled. */
  readonly itemUid: string;
  readonly title: string;
  readonly place: string;
  readonly hazard: string;
  readonly detail: string;
  readonly proofs: string;
  /** How many photos are kept with it on the device. */
  readonly photos: string;
}

/** The draft of an earlier visit. */
export function keptDraft(): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const draft = { ...emptyDraft(""), ...(kept as Partial<Draft> | null) };
    return Object.values(draft).every((one) => typeof one === "string") && draft.itemUid !== "" ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Where the browser keeps nothing, the open page still has it. */
export function keepDraft(draft: Draft | undefined): void {
  try {
    if (draft === undefined || draft.title + draft.detail + draft.photos === "") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // No storage on this device.
  }
}

/** A new report, at the place of the link where there is one. */
export function emptyDraft(itemUid: string): Draft {
  return { itemUid, title: "", place: dangerAt.value, hazard: "", detail: "", proofs: "", photos: "" };
}

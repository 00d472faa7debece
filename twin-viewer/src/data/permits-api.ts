/** Permits to work, as the API answers. Times RFC 3339. */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { PermitStage } from "../../../edge/contracts/records/permit-acts.ts";
import type { ConflictKind } from "../../../edge/contracts/safety/permit-words.ts";
import { ask, jsonOf } from "./api.ts";
import type { WorkActAsked, WorkActKind, WorkItemAnswer } from "./maintenance-api.ts";
import type { PlaceAnswer, SafetyFileAsked } from "./safety-api.ts";

interface GasTestAnswer {
  readonly gas: string;
  readonly value: number;
  readonly unit: string;
  readonly at: string;
  readonly by: string;
}

export interface GasAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PermitKindAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly maxHours: number;
  readonly levels: readonly { readonly id: string; readonly name: LocalizedText; readonly maxHours: number }[];
  readonly guardian: boolean;
}

export interface PermitAnswer {
  readonly stage: PermitStage;
  readonly kind: LocalizedText;
  readonly level: LocalizedText | null;
  readonly place: PlaceAnswer;
  readonly from: string;
  readonly to: string;
  readonly until: string;
  readonly workers: number;
  readonly guardian: string | null;
  readonly holder: string | null;
  readonly detail: string | null;
  readonly machine: "any" | "stopped" | "isolated";
  readonly gasTest: boolean;
  readonly gasEveryMin: number;
  readonly gases: readonly (GasAnswer & { readonly newest: GasTestAnswer | null })[];
  readonly checklist: readonly LocalizedText[];
  readonly lacks: readonly LocalizedText[];
  readonly conflicts:
    | readonly { readonly kind: ConflictKind; readonly text: LocalizedText; readonly isBlocking: boolean }[]
    | null;
  readonly work: WorkItemAnswer;
}

export interface PermitsAnswer {
  readonly count: number;
  readonly kinds: readonly PermitKindAnswer[];
  readonly permits: readonly PermitAnswer[];
}

/** Days of the list. */
const PERMIT_DAYS = 30;

export function fetchPermits(): Promise<PermitsAnswer> {
  return ask(`/api/v1/safety/permits?from=-${PERMIT_DAYS}d`);
}

/** Address of the ledger as a file. */
export function permitsFile({ format, language }: SafetyFileAsked): string {
  const words = new URLSearchParams({ from: `-${PERMIT_DAYS}d`, format, language }).toString();
  return `/api/v1/safety/permits/table?${words}`;
}

/** Address of one permit on paper. */
export function permitForm(itemUid: string, language: string): string {
  return `/api/v1/safety/permits/${encodeURIComponent(itemUid)}/form?language=${language}`;
}

export interface PermitAsked {
  readonly itemUid: string;
  readonly permit: string;
  readonly level?: string;
  readonly title: Partial<LocalizedText>;
  readonly place: { readonly asset?: string; readonly zone?: string };
  readonly from: string;
  readonly to: string;
  readonly workers: number;
  readonly guardian?: string;
  readonly detail?: string;
}

export function applyForPermit(asked: PermitAsked): Promise<PermitAnswer> {
  return ask("/api/v1/safety/permits", jsonOf("POST", asked));
}

export interface PermitActAsked extends Pick<WorkActAsked, "actUid" | "note" | "assignee" | "due" | "grade" | "done"> {
  readonly kind: WorkActKind;
  readonly guardian?: string | null;
  readonly gas?: readonly { readonly gas: string; readonly value: number; readonly unit: string }[];
  readonly isolation?: string;
  readonly ticks?: readonly { readonly result: "ok" | "failed" | "not-applicable" }[];
}

export function actOnPermit(itemUid: string, act: PermitActAsked): Promise<WorkItemAnswer> {
  return ask(`/api/v1/work-items/${encodeURIComponent(itemUid)}/acts`, jsonOf("POST", act));
}

/** Response plans that were opened, as the API answers. Times RFC 3339. */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { ControlLayer, RESOURCE_KINDS } from "../../../edge/contracts/safety/register.ts";
import type { Blocking } from "../../../edge/contracts/safety/response.ts";
import { ask, jsonOf } from "./api.ts";
import type { WorkActKind, WorkItemAnswer } from "./maintenance-api.ts";
import type { RegisterAnswer } from "./safety-api.ts";

/** An act on a response, with the facts that others do not have. */
export interface ResponseActAnswer {
  readonly actUid: string;
  readonly kind: WorkActKind | "tick";
  readonly at: string | null;
  readonly by: { readonly name: string; readonly as: "person" | "program" };
  readonly note: string | null;
  readonly done: string | null;
  readonly step: { readonly at: number; readonly result: "done" | "not-possible" } | null;
  readonly blocked: Blocking | null;
}

export interface StepAnswer {
  readonly do: LocalizedText;
  readonly role: string | null;
  readonly result: "done" | "not-possible" | null;
  readonly at: string | null;
  readonly by: string | null;
  readonly note: string | null;
}

/** One line of the list. */
export interface ResponseAnswer {
  readonly plan: string;
  readonly isDrill: boolean;
  readonly place: { readonly name: LocalizedText };
  /** Null: nobody leads it. */
  readonly lead: string | null;
  readonly steps: readonly StepAnswer[];
  readonly work: Pick<WorkItemAnswer, "itemUid" | "state" | "title" | "reportedAt" | "reportedBy" | "endedAt"> & {
    readonly acts: readonly ResponseActAnswer[];
    readonly may: readonly string[];
  };
}

interface PeopleCount {
  readonly known: number;
  readonly unknown: number;
}

export interface MusterAnswer {
  readonly recordAt: string | null;
  readonly inside: number | null;
  readonly checkedIn: number;
  readonly unaccounted: number | null;
  readonly strangers: number | null;
}

interface ReachedAnswer {
  readonly id: string;
  readonly kind: (typeof RESOURCE_KINDS)[number];
  readonly name: LocalizedText | null;
  readonly place: {
    readonly name: LocalizedText;
    readonly position: { readonly x: number; readonly y: number } | null;
  };
  readonly distanceM: number | null;
  readonly isOfPlan: boolean;
  readonly state: "expired" | "missed" | "late" | "none";
}

/** The event view. */
export interface EventAnswer extends ResponseAnswer {
  readonly place: ResponseAnswer["place"] & {
    readonly position: { readonly x: number; readonly y: number } | null;
  };
  readonly hazards: readonly string[];
  readonly roles: readonly { readonly id: string; readonly name: LocalizedText; readonly person: string | null }[];
  readonly posted: LocalizedText | null;
  readonly call: readonly { readonly who: LocalizedText; readonly number: string }[];
  readonly alertUid: string | null;
  readonly alertText: LocalizedText | null;
  readonly blocked: Blocking;
  readonly resources: readonly ReachedAnswer[];
  readonly people:
    | (PeopleCount & { readonly zones: readonly (PeopleCount & { readonly zone: LocalizedText })[] })
    | null;
  readonly gas: readonly {
    readonly label: string;
    readonly tag: string;
    readonly value: number | null;
    readonly unit: string;
    readonly at: string | null;
  }[];
  readonly muster: MusterAnswer | null;
  readonly dangers: readonly {
    readonly itemUid: string;
    readonly title: LocalizedText;
    readonly state: WorkItemAnswer["state"];
    readonly isMajor: boolean;
  }[];
}

export interface WayAnswer {
  /** Id of the exit or assembly point. */
  readonly resource: string;
  readonly lengthM: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** The register with its plans. */
export type PlannedAnswer = RegisterAnswer & {
  readonly plans: readonly { readonly id: string; readonly name: LocalizedText }[];
};

const ROOT = "/api/v1/safety/responses";
const pathOf = (itemUid: string) => `${ROOT}/${encodeURIComponent(itemUid)}`;

export async function fetchResponses(): Promise<readonly ResponseAnswer[]> {
  return (await ask<{ responses: readonly ResponseAnswer[] }>(ROOT)).responses;
}

export function fetchEvent(itemUid: string): Promise<EventAnswer> {
  return ask(pathOf(itemUid));
}

/** Computed ways, which nobody has verified. */
export async function fetchWays(itemUid: string): Promise<readonly WayAnswer[]> {
  return (await ask<{ ways: readonly WayAnswer[] }>(`${pathOf(itemUid)}/ways`)).ways;
}

export function fetchPlanned(): Promise<PlannedAnswer> {
  return ask("/api/v1/safety/register");
}

export function openPlan(asked: {
  readonly itemUid: string;
  readonly plan: string;
  readonly isDrill: boolean;
  readonly place?: { readonly asset?: string; readonly zone?: string };
  readonly alertUid?: string;
}): Promise<EventAnswer> {
  return ask(ROOT, jsonOf("POST", asked));
}

export interface ControlAsked {
  readonly hazard: string;
  readonly layer: ControlLayer;
  readonly result: "held" | "failed" | "unknown";
  readonly note?: string;
}

export interface ResponseActAsked {
  readonly actUid: string;
  readonly kind: WorkActKind | "tick";
  readonly note?: string;
  readonly done?: string;
  readonly step?: { readonly at: number; readonly result: "done" | "not-possible" };
  readonly blocked?: Blocking;
  readonly controls?: readonly ControlAsked[];
}

export function actOnResponse(itemUid: string, act: ResponseActAsked): Promise<WorkItemAnswer> {
  return ask(`/api/v1/work-items/${encodeURIComponent(itemUid)}/acts`, jsonOf("POST", act));
}

export function checkIn(itemUid: string, person: string): Promise<MusterAnswer> {
  return ask(`${pathOf(itemUid)}/check-ins`, jsonOf("POST", { person }));
}

/** Each view of names is in the audit log. */
export async function fetchUnaccounted(
  itemUid: string,
): Promise<readonly { readonly id: string; readonly name: string | null; readonly place: string | null }[]> {
  return (
    await ask<{ people: readonly { id: string; name: string | null; place: string | null }[] }>(
      `${pathOf(itemUid)}/unaccounted`,
    )
  ).people;
}

export const RESPONSE_FILES = ["pdf", "json"] as const;

/** Address of the report after an event or a drill. */
export function responseFile(
  itemUid: string,
  { format, language }: { readonly format: (typeof RESPONSE_FILES)[number]; readonly language: string },
): string {
  return `${pathOf(itemUid)}/report?${new URLSearchParams({ format, language }).toString()}`;
}

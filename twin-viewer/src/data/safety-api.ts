/** The safety register, hidden dangers and inspections, as the API answers. Times RFC 3339. */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { LoopFigures } from "../../../edge/contracts/safety/loop-figures.ts";
import type { ControlLayer, ControlLevel, RESOURCE_KINDS } from "../../../edge/contracts/safety/register.ts";
import type { RiskLevel } from "../../../edge/contracts/safety/risk.ts";
import { ask, jsonOf } from "./api.ts";
import type { TableAsked } from "./cost-api.ts";
import type { WorkActAsked, WorkActKind, WorkItemAnswer } from "./maintenance-api.ts";

export interface PlaceAnswer {
  readonly asset: string | null;
  readonly zone: string | null;
  readonly name: LocalizedText;
  readonly areaId: string;
  readonly area: LocalizedText;
  readonly position: { readonly x: number; readonly y: number } | null;
}

export interface HazardAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly place: PlaceAnswer;
  readonly mayCause: LocalizedText;
  readonly score: number | null;
  readonly level: RiskLevel;
  readonly isMajor: boolean;
  readonly criterion: LocalizedText | null;
  readonly controls: Readonly<Record<ControlLayer, readonly LocalizedText[]>>;
  readonly controlledBy: ControlLevel;
  readonly unit: LocalizedText | null;
  readonly owner: string;
}

export interface ResourceAnswer {
  readonly id: string;
  readonly kind: (typeof RESOURCE_KINDS)[number];
  readonly name: LocalizedText | null;
  readonly place: PlaceAnswer;
  readonly everyDays: number | null;
  /** A day, as 2026-11-30. */
  readonly expires: string | null;
  readonly owner: string | null;
}

export interface RegisterAnswer {
  readonly rules: { readonly version: string } | null;
  readonly hazards: readonly HazardAnswer[];
  readonly resources: readonly ResourceAnswer[];
}

/** A danger's work item, with its own facts beside those of all work. */
interface DangerWork extends Omit<WorkItemAnswer, "acts"> {
  readonly danger: {
    readonly source: "person" | "inspection" | "system";
    readonly hazard: string | null;
    readonly criterion: string | null;
    readonly isMajor: boolean;
    readonly isFiveFields: boolean;
    readonly detail: string | null;
    readonly proofs: readonly string[];
    readonly pictures: readonly string[];
  };
  readonly acts: readonly DangerAct[];
}

export type DangerAct = WorkItemAnswer["acts"][number] & {
  readonly assignee: string | null;
  readonly due: string | null;
  readonly level: "general" | "major" | null;
  readonly measure: string | null;
  readonly money: number | null;
  readonly contingency: string | null;
  readonly proofs: readonly string[];
  readonly pictures: readonly string[];
};

export interface DangerAnswer {
  readonly place: PlaceAnswer;
  readonly isRepeat: boolean;
  readonly work: DangerWork;
}

export interface DangersAnswer {
  readonly count: number;
  readonly dangers: readonly DangerAnswer[];
  readonly plant: LoopFigures;
  readonly areas: readonly (LoopFigures & { readonly areaId: string; readonly area: LocalizedText })[];
}

export interface InspectionAnswer {
  readonly task: string;
  readonly level: ControlLevel;
  readonly to: string;
  readonly items: readonly LocalizedText[];
  readonly work: WorkItemAnswer;
}

export interface TaskAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly level: ControlLevel;
  readonly everyDays: number;
  readonly place: PlaceAnswer | null;
  readonly responsible: string | null;
  readonly doneAt: string | null;
  readonly done: number;
  readonly missed: number;
  readonly incomplete: number;
}

export interface InspectionsAnswer {
  readonly count: number;
  readonly open: readonly InspectionAnswer[];
  readonly tasks: readonly TaskAnswer[];
}

/** Days of the figures. */
export const DANGER_DAYS = 90;

export function fetchRegister(): Promise<RegisterAnswer> {
  return ask("/api/v1/safety/register");
}

export function fetchDangers(): Promise<DangersAnswer> {
  return ask(`/api/v1/safety/dangers?from=-${DANGER_DAYS}d`);
}

export function fetchInspections(): Promise<InspectionsAnswer> {
  return ask("/api/v1/safety/inspections");
}

/** The tables of safety as files: for spreadsheets, and on paper. */
export const SAFETY_FILES = ["csv", "xlsx", "pdf"] as const;
export type SafetyFileAsked = Pick<TableAsked, "language"> & { readonly format: (typeof SAFETY_FILES)[number] };

export function registerFile({ format, language }: SafetyFileAsked): string {
  return `/api/v1/safety/register/table?${new URLSearchParams({ format, language }).toString()}`;
}

export function dangersFile({ format, language }: SafetyFileAsked): string {
  const words = new URLSearchParams({ from: `-${DANGER_DAYS}d`, format, language }).toString();
  return `/api/v1/safety/dangers/table?${words}`;
}

/** A place of the plant as a report names it: `asset:LABEL` or `zone:ID`. */
export interface DangerAsked {
  readonly itemUid: string;
  readonly title: Partial<LocalizedText>;
  readonly place?: { readonly asset?: string; readonly zone?: string };
  readonly hazard?: string;
  readonly detail?: string;
  readonly proofs?: readonly string[];
  readonly pictures?: readonly string[];
  readonly reopens?: string;
}

export function reportDanger(asked: DangerAsked): Promise<DangerAnswer> {
  return ask("/api/v1/safety/dangers", jsonOf("POST", asked));
}

/** What was seen of one item of an inspection. `not-checked`: it could not be looked at. */
export type TickResult = "ok" | "failed" | "not-checked" | "not-applicable";

export interface TickAsked {
  readonly result: TickResult;
  readonly note?: string;
  readonly pictures?: readonly string[];
}

/** An act on a danger or an inspection. */
export interface SafetyActAsked extends Pick<WorkActAsked, "actUid" | "note" | "assignee" | "due" | "grade" | "done"> {
  readonly kind: WorkActKind;
  readonly level?: "general" | "major";
  readonly measure?: string;
  readonly money?: number;
  readonly contingency?: string;
  readonly proofs?: readonly string[];
  readonly pictures?: readonly string[];
  readonly ticks?: readonly TickAsked[];
}

export function actOnSafety(itemUid: string, act: SafetyActAsked): Promise<WorkItemAnswer> {
  return ask(`/api/v1/work-items/${encodeURIComponent(itemUid)}/acts`, jsonOf("POST", act));
}

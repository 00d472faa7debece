/** The register of hazards, emergency resources, response plans and inspection tasks (docs/safety.md). */
import type { Role } from "../access/access.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { PermitDemands } from "./permit.ts";
import type { Rating, RiskMethod } from "./risk.ts";

/** Layers of control in the order of their effect: 工程技术, 管理, 培训教育, 个体防护, 应急处置. */
export const CONTROL_LAYERS = ["engineering", "management", "training", "protection", "emergency"] as const;
export type ControlLayer = (typeof CONTROL_LAYERS)[number];

/** Who controls a risk and who inspects: 公司级, 车间级, 班组级, 岗位级. */
export const CONTROL_LEVELS = ["company", "workshop", "team", "post"] as const;
export type ControlLevel = (typeof CONTROL_LEVELS)[number];

/** Packs of rules by industry: 工贸, 危化. They name which criteria of 重大 the plant quotes. */
export const RULE_PACKS = ["industry-trade", "hazardous-chemicals"] as const;

export const RESOURCE_KINDS = [
  "extinguisher",
  "hydrant",
  "eye-wash",
  "first-aid",
  "aed",
  "emergency-stop",
  "exit",
  "assembly-point",
  "gas-detector",
] as const;
type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A place: exactly one of an asset's label, a zone's id, and the path of a level of the equipment hierarchy. */
export interface Place {
  readonly asset?: string;
  readonly zone?: string;
  readonly area?: string;
}

/** A place with its names. */
export interface NamedPlace {
  readonly place: Place;
  readonly name: LocalizedText;
  /** The area that figures are counted by: a zone of kind area, else the area of the equipment path. */
  readonly area: { readonly id: string; readonly name: LocalizedText };
  /** Metres by the plant's axes; null where the plant does not say. */
  readonly position: { readonly x: number; readonly y: number } | null;
}

export interface HazardView {
  readonly id: string;
  readonly name: LocalizedText;
  readonly place: NamedPlace;
  readonly mayCause: LocalizedText;
  readonly likelihood: number;
  readonly exposure: number | null;
  readonly severity: number;
  readonly rating: Rating;
  /** The criterion that makes it major. */
  readonly criterion: { readonly id: string; readonly name: LocalizedText } | null;
  readonly controls: Readonly<Record<ControlLayer, readonly LocalizedText[]>>;
  readonly controlledBy: ControlLevel;
  readonly unit: LocalizedText | null;
  readonly owner: string;
}

interface ResourceView {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly name: LocalizedText | null;
  readonly place: NamedPlace;
  readonly everyDays: number | null;
  /** Day by the site's clocks. */
  readonly expires: string | null;
  readonly owner: string | null;
}

interface PlanView {
  readonly id: string;
  readonly name: LocalizedText;
  readonly hazards: readonly string[];
  readonly resources: readonly string[];
  readonly roles: readonly { readonly id: string; readonly name: LocalizedText; readonly person: string | null }[];
  readonly steps: readonly { readonly do: LocalizedText; readonly role: string | null }[];
  /** Where the posted escape plan hangs; null where the register does not say. */
  readonly posted: LocalizedText | null;
  readonly call: readonly { readonly who: LocalizedText; readonly number: string }[];
}

/** A kind of work that takes a permit. */
export interface PermitKind {
  readonly id: string;
  readonly name: LocalizedText;
  /** Longest validity. */
  readonly maxHours: number;
  /** Lowest role that approves. */
  readonly approver: Role;
  readonly levels: readonly {
    readonly id: string;
    readonly name: LocalizedText;
    readonly maxHours: number;
    readonly approver: Role;
  }[];
  readonly demands: Omit<PermitDemands, "approver">;
}

/** What is inspected again and again: a task of the config, or a resource. */
export interface InspectionTask {
  /** `task/ID` or `resource/ID`. */
  readonly id: string;
  readonly name: LocalizedText;
  readonly level: ControlLevel;
  readonly everyDays: number;
  readonly place: NamedPlace | null;
  readonly items: readonly LocalizedText[];
  /** Hazard of each item; null where the item is about none. */
  readonly hazardOf: readonly (string | null)[];
  readonly responsible: string | null;
}

export interface Register {
  /** The pack and version that the plant quotes; null where it quotes none. */
  readonly rules: {
    readonly pack: (typeof RULE_PACKS)[number];
    readonly version: string;
    readonly major: readonly { readonly id: string; readonly name: LocalizedText }[];
  } | null;
  readonly method: RiskMethod;
  readonly hazards: readonly HazardView[];
  readonly resources: readonly ResourceView[];
  readonly plans: readonly PlanView[];
  readonly tasks: readonly InspectionTask[];
  readonly permits: readonly PermitKind[];
}
